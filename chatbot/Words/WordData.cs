using System.Reflection;

namespace Chatbot.Words;

/// <summary>Reviewed data beside the code: rows of cells parted by tabs; empty rows and those that begin with # say nothing.</summary>
internal static class WordData
{
    private static readonly char[] Space = [' '];

    public static IEnumerable<string[]> Rows(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("Chatbot.Danger." + name)!;
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
            if (line.Length > 0 && line[0] != '#') yield return line.Split('\t');
    }

    /// <summary>Concepts and their words.</summary>
    public static IEnumerable<(string Concept, string[] Words)> Lexicon(string name) =>
        Rows(name).Select(cells => (cells[0], cells[1].Split(Space, StringSplitOptions.RemoveEmptyEntries)));
}
