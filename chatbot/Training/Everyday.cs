using System.Text;

namespace Chatbot.Training;

/// <summary>
/// Everyday sentences of no hospital's domain (weather, sport, shopping, jokes, code, small talk), written for this: what a knowledge base
/// is to keep apart from its own questions.
/// </summary>
internal static class Everyday
{
    private static readonly Lazy<string[]> Chinese = new(() => Read("everyday-zh.txt"));
    private static readonly Lazy<string[]> English = new(() => Read("everyday-en.txt"));

    /// <summary>The sentences of the language that a knowledge base is written in.</summary>
    public static IReadOnlyList<string> Sentences(bool chinese) => (chinese ? Chinese : English).Value;

    private static string[] Read(string name)
    {
        using var stream = typeof(Everyday).Assembly.GetManifestResourceStream("Chatbot.Training.Background." + name)!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
    }
}
