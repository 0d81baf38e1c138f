using Bff.Guide.Maps;
using Bff.Platform.Sheets;

namespace Bff.Guide.Staff.Places;

/// <summary>The table of places for a spreadsheet.</summary>
internal static class PlaceTable
{
    private const int MaxRows = 20_000;
    private const int MaxErrors = 1000;
    private static readonly string[] Columns = ["id", "name", "name_en", "category", "aliases", "labels", "enabled", "level", "building"];

    public static byte[] Write(IEnumerable<StaffPoi> places) => SheetText.Csv(places.Select(Row).Prepend(Columns));

    /// <summary>What a table changes on the places of a campus; level and building are for reading only.</summary>
    public static (IReadOnlyList<PlaceEdit> Edits, CsvPreview Preview) Compare(GuideMap map, int campus, byte[] file)
    {
        var (edits, changed) = (new List<PlaceEdit>(), new List<CsvChange>());
        var (unknown, errors) = (new List<string>(), new List<CsvError>());
        var known = PlaceList.Of(map, campus).DistinctBy(p => p.Id).ToDictionary(p => p.Id, StringComparer.Ordinal);
        var rows = Read(file, errors);
        var header = rows.Count == 0 ? [] : rows[0].Select(c => c.Trim().ToLowerInvariant()).ToList();
        if (!header.Contains("id")) return ([], new(false, [], [], errors.Count > 0 ? errors : [new(1, Words.TableHeader)]));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var line = 2; line <= rows.Count && errors.Count < MaxErrors; line++)
        {
            var cells = rows[line - 1];
            if (cells.All(string.IsNullOrEmpty)) continue;
            string? Of(string column) => header.IndexOf(column) is >= 0 and var i && i < cells.Length ? cells[i].Trim() : null;
            if (Of("id") is not { Length: > 0 } id) errors.Add(new(line, Words.TableIdMissing));
            else if (!seen.Add(id)) errors.Add(new(line, Words.TableIdTwice(id)));
            else if (!known.TryGetValue(id, out var place)) unknown.Add(id);
            else if (Patch(place, Of, line, errors) is { } patch) Collect(map, place, patch, edits, changed);
        }
        return (edits, new(false, changed, unknown, [.. errors.OrderBy(e => e.Line)]));
    }

    private static PoiPatch? Patch(StaffPoi place, Func<string, string?> of, int line, List<CsvError> errors)
    {
        bool? enabled = of("enabled") switch
        {
            null or "" => place.Enabled,
            "1" or "true" or "TRUE" or "是" => true,
            "0" or "false" or "FALSE" or "否" => false,
            _ => null,
        };
        if (enabled is null) errors.Add(new(line, Words.TableCell("enabled", "应为 1 或 0。")));
        var patch = new PoiPatch(
            Changed(of("name"), place.Name),
            Changed(of("name_en"), place.NameEn ?? ""),
            Changed(of("category"), place.Category),
            List(of("aliases"), place.Aliases),
            List(of("labels"), place.Labels),
            enabled == place.Enabled ? null : enabled);
        var faults = PlaceList.Faults(patch);
        foreach (var (field, message) in faults) errors.Add(new(line, Words.TableCell(field == "nameEn" ? "name_en" : field, message)));
        return faults.Count == 0 && enabled is not null ? patch : null;
    }

    private static void Collect(GuideMap map, StaffPoi place, PoiPatch patch, List<PlaceEdit> edits, List<CsvChange> changed)
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
        if (changed.Count > before) edits.Add(new(map.Source.Pois[map.SourcePoiById[place.Id]].Id, patch));
    }

    private static string[] Row(StaffPoi p) =>
    [
        p.Id, p.Name, p.NameEn ?? "", p.Category, string.Join('|', p.Aliases), string.Join('|', p.Labels), p.Enabled ? "1"
            : "0", p.LevelName,
        p.BuildingName ?? "",
    ];

    private static string? Changed(string? cell, string known) => cell is null || cell == known ? null : cell;

    private static string[]? List(string? cell, IReadOnlyList<string> known) =>
        cell?.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { } list && !list.SequenceEqual(known)
            ? list : null;

    /// <summary>The rows up to the first that cannot be read.</summary>
    private static List<string[]> Read(byte[] file, List<CsvError> errors)
    {
        var rows = new List<string[]>();
        try
        {
            foreach (var row in SheetText.ReadCsv(file))
            {
                if (rows.Count > MaxRows) throw new UnreadableSheetException(Words.TableTooLong(MaxRows), rows.Count + 1);
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
