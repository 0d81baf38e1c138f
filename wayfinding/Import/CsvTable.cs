using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Wayfinding.Import;

/// <summary>
/// A table separated by commas, semicolons or tabs, read row by row, quotes understood, columns found by header name or, without a header, by position.
/// </summary>
internal sealed partial class CsvTable
{
    private const int MaxRowBytes = 1 << 16;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly SourceFile _file;
    private readonly int _maxRows;
    private readonly char _separator;
    private readonly bool _hasHeader;

    private CsvTable(SourceFile file, int maxRows, string[] positional)
    {
        // Excel's own first line ("sep=;") says what separates the cells of the others.
        var told = Told().Match(Encoding.UTF8.GetString(file.Content.Span[..Math.Min(file.Content.Length, 16)]));
        if (told.Success) file = file with { Content = file.Content[told.Length..] };
        (_file, _maxRows, _separator) = (file, maxRows, told.Success ? told.Groups[1].Value[0] : SeparatorOf(file));
        var first = Lines().FirstOrDefault();
        _hasHeader = first is not null && first.Count(c => Canonical(c) is var name && (positional.Contains(name) || name is "lon" or "lat" or "name")) >= 2;
        var names = _hasHeader ? first! : positional;
        for (var i = 0; i < names.Length; i++) _columns.TryAdd(Canonical(names[i]), i);
    }

    /// <summary>The rows without the header, parsed anew each time: a big table never stands in memory as a whole.</summary>
    public IEnumerable<string[]> Rows => Lines().Skip(_hasHeader ? 1 : 0);

    /// <summary>A first row with two known names is a header; else the columns are <paramref name="positional"/>.</summary>
    public static CsvTable Open(SourceFile file, int maxRows, params string[] positional) => new(file, maxRows, positional);

    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>Refuses a table without these columns.</summary>
    public void Require(params string[] columns)
    {
        if (columns.FirstOrDefault(c => !Has(c)) is { } missing) throw new UnusableFileException("csv.missing_column", $"{_file.Name} 没有“{missing}”列。");
    }

    public string Text(string[] row, string column) => _columns.TryGetValue(column, out var i) && i < row.Length ? row[i] : "";

    /// <summary>A number; where commas do not separate cells, one may stand for the decimal point.</summary>
    public double? Number(string[] row, string column)
    {
        var text = Text(row, column);
        if (_separator != ',' && !text.Contains('.')) text = text.Replace(',', '.');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v) ? v : null;
    }

    private static char SeparatorOf(SourceFile file)
    {
        var head = file.Content.Span[..Math.Min(file.Content.Length, MaxRowBytes)].TrimStart("\r\n"u8);
        var end = head.IndexOf((byte)'\n');
        var line = end < 0 ? head : head[..end];
        var (commas, semicolons, tabs) = (line.Count((byte)','), line.Count((byte)';'), line.Count((byte)'\t'));
        return tabs > Math.Max(commas, semicolons) ? '\t' : semicolons > 0 && semicolons >= commas ? ';' : ',';
    }

    private IEnumerable<string[]> Lines()
    {
        var rows = 0;
        for (var start = 0; start < _file.Content.Length;)
        {
            var (row, length) = Row(start, rows + 1);
            start += length;
            if (row is null) continue;
            if (++rows > _maxRows) throw new UnusableFileException("file.too_large", $"{_file.Name} 超过 {_maxRows} 行。");
            yield return row;
        }
    }

    // A quoted cell may hold line breaks.
    private (string[]? Cells, int Length) Row(int start, int number)
    {
        for (var end = start; ;)
        {
            var length = _file.Content.Span[end..].IndexOf((byte)'\n');
            end = length < 0 ? _file.Content.Length : end + length + 1;
            if (end - start > MaxRowBytes) throw new UnusableFileException("csv.damaged", $"{_file.Name} 的第 {number} 行过长，不是表格。");
            var line = Encoding.UTF8.GetString(_file.Content.Span[start..end]);
            if (string.IsNullOrWhiteSpace(line)) return (null, end - start);
            if (Cells(line.AsSpan().TrimEnd("\r\n")) is { } cells) return (cells, end - start);
            if (end == _file.Content.Length) throw new UnusableFileException("csv.damaged", $"{_file.Name} 的第 {number} 行有没有闭合的引号。");
        }
    }

    // Null when the line ends inside quotes.
    private string[]? Cells(ReadOnlySpan<char> line)
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
                if (i == line.Length) return null;
                cells.Add(cell.ToString());
                line = line[(i + 1)..];
            }
            else
            {
                var end = line.IndexOf(_separator);
                cells.Add((end < 0 ? line : line[..end]).ToString());
                line = end < 0 ? [] : line[end..];
            }
            if (line.IsEmpty || line[0] != _separator) return [.. cells];
            line = line[1..];
        }
    }

    [GeneratedRegex(@"^sep=([,;\t])\r?\n", RegexOptions.IgnoreCase)]
    private static partial Regex Told();

    private static string Canonical(string name) => name.Trim().ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) switch
    {
        "nodeid" or "edgeid" or "编号" => "id",
        "xcoord" => "x",
        "ycoord" => "y",
        "lng" or "longitude" or "经度" => "lon",
        "latitude" or "纬度" => "lat",
        "elevation" or "zcoord" => "z",
        "floor" or "storey" or "楼层" => "level",
        "nodetype" or "edgetype" or "type" or "类型" => "kind",
        "longname" or "label" or "名称" => "name",
        "startnode" or "fromnode" or "source" or "start" or "起点" => "from",
        "endnode" or "tonode" or "target" or "end" or "终点" => "to",
        "distance" or "length" or "distancem" or "lengthm" or "距离" or "长度" => "metres",
        "time" or "duration" or "times" or "时间" => "seconds",
        var other => other,
    };
}
