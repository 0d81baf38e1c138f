using System.Globalization;
using System.Text;

namespace Bff.Guide;

/// <summary>
/// The table of places for a spreadsheet (RFC 4180, UTF-8 with mark). A cell that a spreadsheet would run as a formula is written behind an apostrophe,
/// and read back without it.
/// </summary>
internal static class GuideCsv
{
    private const int MaxRows = 20_000;
    private static readonly string[] Columns = ["id", "name", "name_en", "category", "aliases", "labels", "enabled", "level", "building"];
    private static readonly char[] Formula = ['=', '+', '-', '@', '\t', '\r'];

    public static byte[] Write(IEnumerable<StaffPoi> places)
    {
        var text = new StringBuilder("\uFEFF").AppendJoin(',', Columns).Append("\r\n");
        foreach (var p in places)
        {
            string[] cells = [p.Id, p.Name, p.NameEn ?? "", p.Category, string.Join('|', p.Aliases), string.Join('|', p.Labels), p.Enabled ? "1" : "0", p.LevelName, p.BuildingName ?? ""];
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>What a table changes on the places of a campus; level and building are for reading only.</summary>
    public static (IReadOnlyList<(string PoiId, PoiPatch Patch)> Edits, CsvPreview Preview) Compare(GuideMap map, int campus, string text)
    {
        var (edits, changed, unknown, errors) = (new List<(string, PoiPatch)>(), new List<CsvChange>(), new List<string>(), new List<CsvError>());
        var known = GuidePlaces.Of(map, campus).DistinctBy(p => p.Id).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var rows = Read(text, errors);
        var header = rows.Count == 0 ? [] : rows[0].Cells.Select(c => c.Trim().ToLowerInvariant()).ToList();
        if (!header.Contains("id")) return ([], new(false, [], [], [new(1, "第一行应为列名，至少要有 id。")]));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (line, cells) in rows.Skip(1))
        {
            string? Of(string column) => header.IndexOf(column) is >= 0 and var i && i < cells.Count ? cells[i].Trim() : null;
            if (Of("id") is not { Length: > 0 } id) errors.Add(new(line, "缺少 id。"));
            else if (!seen.Add(id)) errors.Add(new(line, $"id“{id}”重复。"));
            else if (!known.TryGetValue(id, out var place)) unknown.Add(id);
            else if (Patch(place, Of, line, errors) is { } patch) Collect(map, place, patch, edits, changed);
        }
        return (edits, new(false, changed, unknown, errors));
    }

    private static PoiPatch? Patch(StaffPoi place, Func<string, string?> of, int line, List<CsvError> errors)
    {
        bool? enabled = of("enabled") switch { null or "" => place.Enabled, "1" or "true" or "TRUE" or "是" => true, "0" or "false" or "FALSE" or "否" => false, _ => null };
        if (enabled is null) errors.Add(new(line, "enabled 应为 1 或 0。"));
        var patch = new PoiPatch(
            Changed(of("name"), place.Name), Changed(of("name_en"), place.NameEn ?? ""), Changed(of("category"), place.Category), List(of("aliases"), place.Aliases), List(of("labels"), place.Labels),
            enabled == place.Enabled ? null : enabled);
        var faults = GuidePlaces.Faults(patch);
        foreach (var (field, message) in faults) errors.Add(new(line, $"{field}：{message}"));
        return faults.Count == 0 && enabled is not null ? patch : null;
    }

    private static void Collect(GuideMap map, StaffPoi place, PoiPatch patch, List<(string, PoiPatch)> edits, List<CsvChange> changed)
    {
        var before = changed.Count;
        void Add(string field, string was, string? becomes)
        {
            if (becomes is not null) changed.Add(new(place.Id, field, was, becomes));
        }

        Add("name", place.Name, patch.Name);
        Add("nameEn", place.NameEn ?? "", patch.NameEn);
        Add("category", place.Category, patch.Category);
        Add("aliases", string.Join('|', place.Aliases), patch.Aliases is null ? null : string.Join('|', patch.Aliases));
        Add("labels", string.Join('|', place.Labels), patch.Labels is null ? null : string.Join('|', patch.Labels));
        Add("enabled", place.Enabled ? "1" : "0", patch.Enabled is { } on ? on ? "1" : "0" : null);
        if (changed.Count > before) edits.Add((map.Source.Pois[map.SourcePoiById[place.Id]].Id, patch));
    }

    private static string? Changed(string? cell, string known) => cell is null || cell == known ? null : cell;

    private static string[]? List(string? cell, IReadOnlyList<string> known) =>
        cell?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { } list && !list.SequenceEqual(known) ? list : null;

    private static string Cell(string text)
    {
        if (text.Length > 0 && (Formula.Contains(text[0]) || text[0] == '\'')) text = "'" + text;
        return text.IndexOfAny([',', '"', '\n', '\r']) < 0 ? text : "\"" + text.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";
    }

    private static string Unescape(string cell) => cell.Length > 1 && cell[0] == '\'' && (Formula.Contains(cell[1]) || cell[1] == '\'') ? cell[1..] : cell;

    private static List<(int Line, List<string> Cells)> Read(string text, List<CsvError> errors)
    {
        var rows = new List<(int, List<string>)>();
        var (cells, cell, quoted, line, start) = (new List<string>(), new StringBuilder(), false, 1, 1);
        void End()
        {
            cells.Add(Unescape(cell.ToString()));
            cell.Clear();
        }

        for (var i = text.StartsWith('\uFEFF') ? 1 : 0; i <= text.Length && rows.Count <= MaxRows; i++)
        {
            var c = i < text.Length ? text[i] : '\n';
            if (c == '\n') line++;
            if (quoted && i < text.Length)
            {
                if (c != '"') cell.Append(c);
                else if (i + 1 < text.Length && text[i + 1] == '"') cell.Append(text[++i]);
                else quoted = false;
            }
            else if (c == '"' && cell.Length == 0) quoted = true;
            else if (c == ',') End();
            else if (c == '\n')
            {
                End();
                if (cells.Exists(t => t.Length > 0)) rows.Add((start, cells));
                (cells, start) = ([], line);
            }
            else if (c != '\r') cell.Append(c);
        }
        if (quoted) errors.Add(new(start, "引号没有闭合。"));
        if (rows.Count > MaxRows) errors.Add(new(start, string.Create(CultureInfo.InvariantCulture, $"多于 {MaxRows} 行，后面的没有读取。")));
        return rows;
    }
}
