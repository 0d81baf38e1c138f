using System.Globalization;
using CsvHelper;
using Wayfinding.Import.Reading;
using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>
/// A table separated by commas, semicolons, tabs or bars, read row by row, quotes understood, columns found by header name or, without a
/// header, by position.
/// </summary>
internal sealed class CsvTable
{
    private const int MaxRowBytes = 1 << 16;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly SourceFile _file;
    private readonly int _maxRows;
    private readonly bool _hasCommas;
    private readonly bool _hasHeader;

    private CsvTable(SourceFile file, int maxRows, string[] positional)
    {
        (_file, _maxRows) = (file, maxRows);
        using (var reader = Open()) _hasCommas = reader.Separator == ',';
        var first = Lines().FirstOrDefault();
        _hasHeader = first is not null
            && first.Count(c => Canonical(c) is var name && (positional.Contains(name) || name is "lon" or "lat" or "name")) >= 2;
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
        if (columns.FirstOrDefault(c => !Has(c)) is { } missing)
            throw new UnusableFileException("csv.missing_column", $"{_file.Name} 没有“{missing}”列。");
    }

    public string Text(string[] row, string column) => _columns.TryGetValue(column, out var i) && i < row.Length ? row[i] : "";

    /// <summary>A number; where commas do not separate cells, one may stand for the decimal point.</summary>
    public double? Number(string[] row, string column)
    {
        var text = Text(row, column);
        if (!_hasCommas && !text.Contains('.')) text = text.Replace(',', '.');
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && double.IsFinite(v) ? v : null;
    }

    private IEnumerable<string[]> Lines()
    {
        using var reader = Open();
        for (var rows = 0; reader.Read();)
        {
            if (reader.RawRecord.Length > MaxRowBytes)
                throw new UnusableFileException("csv.damaged", $"{_file.Name} 的第 {rows + 1} 行过长，不是表格。");
            var row = new string[reader.FieldCount];
            for (var i = 0; i < row.Length; i++) row[i] = reader.GetString(i);
            if (row is [var only] && string.IsNullOrWhiteSpace(only)) continue;
            if (++rows > _maxRows) throw new UnusableFileException("file.too_large", $"{_file.Name} 超过 {_maxRows} 行。");
            yield return row;
        }
    }

    private CsvReader Open() => CsvReader.Create(_file.Content, new CsvReaderOptions { HasHeader = false, OnMalformedRecord = Refuse });

    // Stray quotes are text; one that is never closed would take all that follows into its cell.
    private void Refuse(CsvMalformedRecord record)
    {
        if (record.Reason == CsvMalformedReason.UnterminatedQuote)
            throw new UnusableFileException("csv.damaged", $"{_file.Name} 的第 {record.RecordNumber} 行有没有闭合的引号。");
    }

    private static string Canonical(string name) =>
        name.Trim().ToLowerInvariant().Replace("_", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal) switch
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
