using Chatbot.Danger;

namespace Chatbot.Tests.Danger;

/// <summary>Lines that nothing was trained on.</summary>
internal static class HeldOutDanger
{
    /// <summary>Kind (null: harmless), manner of writing, text.</summary>
    public static IReadOnlyList<(DangerKind? Kind, string Manner, string Text)> Lines { get; } =
    [
        .. File.ReadAllLines(Path.Combine(SharedSets.RepositoryRoot(), "tests/Chatbot.Tests/data/danger-heldout.tsv"))
            .Where(line => line.Length > 0 && line[0] != '#').Select(line => line.Split('\t'))
            .Select(cells => (KindOf(cells[0]), cells[1], cells[2])),
    ];

    public static DangerKind? KindOf(string name) => name switch
    {
        "emergency" => DangerKind.Emergency,
        "self-harm" => DangerKind.SelfHarm,
        _ => null,
    };
}
