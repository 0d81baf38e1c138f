using System.Globalization;
using System.Text;

namespace Wayfinding.Import;

/// <summary>
/// A comma-separated table read row by row, quotes understood (but no line breaks inside them), columns found by header name or, without a header, by position.
/// </summary>
internal sealed class CsvTable
{
    private const int MaxLineBytes = 1 << 16;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly SourceFile _file;
    private readonly int _maxRows;
    private readonly bool _hasHeader;

    private CsvTable(SourceFile file, int maxRows, string[] positional)
    {
        (_file, _maxRows) = (file, maxRows);
        var first = Lines().FirstOrDefault();
        _hasHeader = first is not null && first[0].Trim().ToLowerInvariant() is "id" or "nodeid" or "edgeid";
        var names = _hasHeader ? first! : positional;
        for (var i = 0; i < names.Length; i++) _columns.TryAdd(Canonical(names[i].Trim()), i);
    }

    /// <summary>The rows without the header, parsed anew each time: a big table never stands in memory as a whole.</summary>
    public IEnumerable<string[]> Rows => Lines().Skip(_hasHeader ? 1 : 0);

    /// <summary>A first row whose first cell is one of the id names is a header; else the columns are <paramref name="positional"/>.</summary>
    public static CsvTable Open(SourceFile file, int maxRows, params string[] positional) => new(file, maxRows, positional);

    private IEnumerable<string[]> Lines()
    {
        var rows = 0;
        for (var start = _file.Content.Span.StartsWith("\uFEFF"u8) ? 3 : 0; start < _file.Content.Length;)
        {
            var length = _file.Content.Span[start..].IndexOf((byte)'\n');
            if (length < 0) length = _file.Content.Length - start;
            if (length > MaxLineBytes) throw new UnusableFileException("csv.damaged", $"{_file.Name} 的第 {rows + 1} 行过长，不是表格。");
            var line = Encoding.UTF8.GetString(_file.Content.Span.Slice(start, length));
            start += length + 1;
            if (string.IsNullOrWhiteSpace(line)) continue;
            if (++rows > _maxRows) throw new UnusableFileException("file.too_large", $"{_file.Name} 超过 {_maxRows} 行。");
            yield return Cells(line.AsSpan().TrimEnd('\r'));
        }
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
