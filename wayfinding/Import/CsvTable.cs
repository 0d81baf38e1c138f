using System.Globalization;
using System.Text;

namespace Wayfinding.Import;

/// <summary>A small comma-separated table, quotes understood, columns found by header name or, without a header, by position.</summary>
internal sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);

    private CsvTable(List<string[]> rows, bool hasHeader) => (Rows, HasHeader) = (rows, hasHeader);

    public List<string[]> Rows { get; }

    public bool HasHeader { get; }

    /// <summary>A first row whose first cell is one of the id names is a header; else the columns are <paramref name="positional"/>.</summary>
    public static CsvTable Parse(SourceFile file, int maxRows, params string[] positional)
    {
        var text = Encoding.UTF8.GetString(file.Content.Span).TrimStart('\uFEFF');
        var rows = new List<string[]>();
        var start = 0;
        while (start < text.Length)
        {
            var end = text.IndexOf('\n', start);
            if (end < 0) end = text.Length;
            var line = text.AsSpan(start, end - start).TrimEnd('\r');
            if (!line.IsWhiteSpace()) rows.Add(Cells(line));
            if (rows.Count > maxRows) throw new UnusableFileException("file.too_large", $"{file.Name} 超过 {maxRows} 行。");
            start = end + 1;
        }
        var header = rows.Count > 0 && rows[0][0].Trim().ToLowerInvariant() is "id" or "nodeid" or "edgeid";
        var table = new CsvTable(rows, header);
        var names = header ? rows[0] : positional;
        for (var i = 0; i < names.Length; i++) table._columns.TryAdd(Canonical(names[i].Trim()), i);
        if (header) rows.RemoveAt(0);
        return table;
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public string Text(string[] row, string column) => _columns.TryGetValue(column, out var i) && i < row.Length ? row[i] : "";

    public double? Number(string[] row, string column) =>
        double.TryParse(Text(row, column), NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v) ? v : null;

    private static string Canonical(string name) => name.ToLowerInvariant() switch
    {
        "nodeid" or "edgeid" => "id",
        "xcoord" => "x",
        "ycoord" => "y",
        "floor" => "level",
        "nodetype" => "kind",
        "longname" => "name",
        "startnode" => "from",
        "endnode" => "to",
        var other => other,
    };

    private static string[] Cells(ReadOnlySpan<char> line)
    {
        var cells = new List<string>(8);
        while (true)
        {
            if (line.Length > 0 && line[0] == '"')
            {
                var cell = new StringBuilder();
                var i = 1;
                for (; i < line.Length; i++)
                {
                    if (line[i] != '"') cell.Append(line[i]);
                    else if (i + 1 < line.Length && line[i + 1] == '"') cell.Append(line[i++]);
                    else break;
                }
                cells.Add(cell.ToString());
                line = i < line.Length ? line[(i + 1)..] : [];
            }
            else
            {
                var comma = line.IndexOf(',');
                cells.Add((comma < 0 ? line : line[..comma]).ToString());
                line = comma < 0 ? [] : line[comma..];
            }
            if (line.IsEmpty || line[0] != ',') return [.. cells];
            line = line[1..];
        }
    }
}
