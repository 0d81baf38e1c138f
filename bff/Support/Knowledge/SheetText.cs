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

    /// <summary>Reads RFC 4180 (quotes, doubled quotes, line ends within quotes), a byte order mark allowed; an unclosed quote ends with the text.</summary>
    public static List<string[]> ReadCsv(string text)
    {
        var (rows, row, cell, quoted) = (new List<string[]>(), new List<string>(), new StringBuilder(), false);
        for (var i = text.StartsWith('\ufeff') ? 1 : 0; i < text.Length; i++)
        {
            var c = text[i];
            if (quoted && c == '"' && i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[i++]);
            else if (c == '"' && (quoted || cell.Length == 0)) quoted = !quoted;
            else if (quoted || c is not (',' or '\r' or '\n')) cell.Append(c);
            else if (c == ',') EndCell();
            else if (c == '\n') EndRow();
        }
        if (cell.Length > 0 || row.Count > 0) EndRow();
        return rows;

        void EndCell()
        {
            row.Add(Original(cell.ToString()));
            cell.Clear();
        }

        void EndRow()
        {
            EndCell();
            rows.Add([.. row]);
            row.Clear();
        }
    }

    /// <summary>Reads lines of tab-separated cells, a byte order mark allowed.</summary>
    public static List<string[]> ReadTsv(string text) =>
        [.. text.TrimStart('\ufeff').Split('\n').Select(l => l.TrimEnd('\r').Split('\t').Select(Original).ToArray())];

    private static string Quoted(string cell) => cell.AsSpan().ContainsAny("\",\r\n") ? $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : cell;
}
