using Bff.Platform.Sheets;

namespace Bff.Guide;

/// <summary>The table of places for a spreadsheet.</summary>
internal static class GuideCsv
{
    private const int MaxRows = 20_000;
    private const int MaxErrors = 1000;
    private static readonly string[] Columns = ["id", "name", "name_en", "category", "aliases", "labels", "enabled", "level", "building"];

    public static byte[] Write(IEnumerable<StaffPoi> places) => SheetText.Csv(places
        .Select(p => new[] { p.Id, p.Name, p.NameEn ?? "", p.Category, string.Join('|', p.Aliases), string.Join('|', p.Labels), p.Enabled ? "1" : "0", p.LevelName, p.BuildingName ?? "" })
        .Prepend(Columns));

    /// <summary>What a table changes on the places of a campus; level and building are for reading only.</summary>
    public static (IReadOnlyList<(string PoiId, PoiPatch Patch)> Edits, CsvPreview Preview) Compare(GuideMap map, int campus, byte[] file)
    {
        var (edits, changed, unknown, errors) = (new List<(string, PoiPatch)>(), new List<CsvChange>(), new List<string>(), new List<CsvError>());
        var known = GuidePlaces.Of(map, campus).DistinctBy(p => p.Id).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var rows = Read(file, errors);
        var header = rows.Count == 0 ? [] : rows[0].Select(c => c.Trim().ToLowerInvariant()).ToList();
        if (!header.Contains("id")) return ([], new(false, [], [], errors.Count > 0 ? errors : [new(1, "第一行应为列名，至少要有 id。")]));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var line = 2; line <= rows.Count && errors.Count < MaxErrors; line++)
        {
            var cells = rows[line - 1];
            if (cells.All(string.IsNullOrEmpty)) continue;
            string? Of(string column) => header.IndexOf(column) is >= 0 and var i && i < cells.Length ? cells[i].Trim() : null;
            if (Of("id") is not { Length: > 0 } id) errors.Add(new(line, "缺少 id。"));
            else if (!seen.Add(id)) errors.Add(new(line, $"id“{id}”重复。"));
            else if (!known.TryGetValue(id, out var place)) unknown.Add(id);
            else if (Patch(place, Of, line, errors) is { } patch) Collect(map, place, patch, edits, changed);
        }
        return (edits, new(false, changed, unknown, [.. errors.OrderBy(e => e.Line)]));
    }

    private static PoiPatch? Patch(StaffPoi place, Func<string, string?> of, int line, List<CsvError> errors)
    {
        bool? enabled = of("enabled") switch { null or "" => place.Enabled, "1" or "true" or "TRUE" or "是" => true, "0" or "false" or "FALSE" or "否" => false, _ => null };
        if (enabled is null) errors.Add(new(line, "enabled 列：应为 1 或 0。"));
        var patch = new PoiPatch(
            Changed(of("name"), place.Name), Changed(of("name_en"), place.NameEn ?? ""), Changed(of("category"), place.Category), List(of("aliases"), place.Aliases), List(of("labels"), place.Labels),
            enabled == place.Enabled ? null : enabled);
        var faults = GuidePlaces.Faults(patch);
        foreach (var (field, message) in faults) errors.Add(new(line, $"{(field == "nameEn" ? "name_en" : field)} 列：{message}"));
        return faults.Count == 0 && enabled is not null ? patch : null;
    }

    private static void Collect(GuideMap map, StaffPoi place, PoiPatch patch, List<(string, PoiPatch)> edits, List<CsvChange> changed)
    {
        var before = changed.Count;
        void Add(string field, string was, string? becomes)
        {
            if (becomes is not null) changed.Add(new(place.Id, place.Name, field, was, becomes));
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

    /// <summary>The rows up to the first that cannot be read.</summary>
    private static List<string[]> Read(byte[] file, List<CsvError> errors)
    {
        var rows = new List<string[]>();
        try
        {
            foreach (var row in SheetText.ReadCsv(file))
            {
                if (rows.Count > MaxRows) throw new UnreadableSheetException($"多于 {MaxRows} 行，后面的没有读取。", rows.Count + 1);
                rows.Add(row);
            }
        }
        catch (UnreadableSheetException e)
        {
            errors.Add(new(e.Row ?? 1, e.Message));
        }
        return rows;
    }
}
