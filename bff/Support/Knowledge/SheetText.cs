using System.Text;

namespace Bff.Support.Knowledge;

/// <summary>Tables as text for spreadsheets. A cell that a spreadsheet would run as a formula is prefixed with an apostrophe (OWASP CSV injection).</summary>
internal static class SheetText
{
    /// <summary>RFC 4180 with a byte order mark, which Excel needs to read Chinese.</summary>
    public static string Csv(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder("\ufeff");
        foreach (var row in rows) text.AppendJoin(',', row.Select(c => Quoted(Inert(c)))).Append("\r\n");
        return text.ToString();
    }

    /// <summary>Tab separated; tabs and line ends within a cell become spaces.</summary>
    public static string Tsv(IEnumerable<IReadOnlyList<string>> rows)
    {
        var text = new StringBuilder();
        foreach (var row in rows) text.AppendJoin('\t', row.Select(c => Inert(c.Replace('\t', ' ').Replace('\r', ' ').Replace('\n', ' ')))).Append('\n');
        return text.ToString();
    }

    /// <summary>The cell, made harmless where it begins like a formula.</summary>
    public static string Inert(string cell) => cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "'" + cell : cell;

    /// <summary>What <see cref="Inert"/> was given.</summary>
    public static string Original(string cell) => cell is ['\'', '=' or '+' or '-' or '@' or '\t' or '\r', ..] ? cell[1..] : cell;

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny("\",\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
