using System.Globalization;

namespace Bff.Film.Dicomweb.Qido;

/// <summary>
/// What a search asks besides what the database is searched by: keys of PS3.18 table 10.6.1-5 that are compared with the newest rows found,
/// and keys that are not known, which are named in the answer.
/// </summary>
internal sealed record QidoRest<T>(IReadOnlyList<Predicate<T>> Matches, IReadOnlyList<string> Unknown, bool IsRestricted)
{
    /// <summary>Whether nothing that is understood restricts the search: it must not find everybody's studies then.</summary>
    public bool FindsNothing => Unknown.Count > 0 && !IsRestricted;
}

/// <summary>Reads the rest of a search.</summary>
internal static class QidoRest
{
    /// <summary>Rows that are looked at for keys that the database is not searched by.</summary>
    public const int MostLookedAt = 5000;

    /// <summary>PS3.18 8.3.4, and what clients add of their own.</summary>
    private static readonly HashSet<string> Parameters = new(StringComparer.OrdinalIgnoreCase)
    {
        "limit", "offset", "includefield", "fuzzymatching", "emptyvaluematching", "multiplevaluematching", "accept", "charset",
    };

    private static readonly HashSet<string> Searched = new(StringComparer.OrdinalIgnoreCase)
    {
        "StudyInstanceUID", "0020000D", "SeriesInstanceUID", "0020000E", "SOPInstanceUID", "00080018",
    };

    public static QidoRest<StudyRow> Studies(IQueryCollection query) => Read<StudyRow>(
        query, false, ["PatientID", "00100020", "AccessionNumber", "00080050", "StudyDate", "00080020", "ModalitiesInStudy", "00080061"],
        new(StringComparer.OrdinalIgnoreCase)
        {
            ["StudyID"] = ("00200010", value => s => QidoMatch.Text(value, s.StudyId)),
            ["StudyTime"] = ("00080030", value => s => QidoMatch.Time(value, s.StudyTime)),
            ["PatientName"] = ("00100010", value => s => QidoMatch.Name(value, s.PatientName)),
            ["ReferringPhysicianName"] = ("00080090", value => s => QidoMatch.Name(value, s.ReferringPhysicianName)),
            ["PatientSex"] = ("00100040", value => s => QidoMatch.Text(value, s.PatientSex)),
            ["PatientBirthDate"] = ("00100030", value => s => QidoMatch.Text(value, Day(s.PatientBirthDate))),
            ["StudyDescription"] = ("00081030", value => s => QidoMatch.Text(value, s.StudyDescription)),
        });

    public static QidoRest<SeriesRow> Series(IQueryCollection query, bool isNamed) => Read<SeriesRow>(
        query, isNamed, ["Modality", "00080060"], new(StringComparer.OrdinalIgnoreCase)
        {
            ["SeriesNumber"] = ("00200011", value => s => QidoMatch.Number(value, s.SeriesNumber)),
            ["SeriesDescription"] = ("0008103E", value => s => QidoMatch.Text(value, s.SeriesDescription)),
            ["BodyPartExamined"] = ("00180015", value => s => QidoMatch.Text(value, s.BodyPartExamined)),
        });

    public static QidoRest<InstanceListRow> Instances(IQueryCollection query, bool isNamed) => Read<InstanceListRow>(
        query, isNamed, [], new(StringComparer.OrdinalIgnoreCase)
        {
            ["SOPClassUID"] = ("00080016", value => i => QidoMatch.Uid(value, i.SopClassUid)),
            ["InstanceNumber"] = ("00200013", value => i => QidoMatch.Number(value, i.InstanceNumber)),
        });

    private static QidoRest<T> Read<T>(
        IQueryCollection query, bool isNamed, string[] searched, Dictionary<string, (string Tag, Func<string, Predicate<T>> Match)> compared)
    {
        var (matches, unknown, isRestricted) = (new List<Predicate<T>>(), new List<string>(), isNamed);
        foreach (var (key, values) in query)
        {
            var value = values.ToString();
            if (value is "" or "*" || Parameters.Contains(key)) continue;
            if (Searched.Contains(key) || searched.Contains(key, StringComparer.OrdinalIgnoreCase)) isRestricted = true;
            else if (compared.FirstOrDefault(c => c.Key.Equals(key, StringComparison.OrdinalIgnoreCase) || c.Value.Tag.Equals(key, StringComparison.OrdinalIgnoreCase))
                is { Value.Match: { } match })
            {
                matches.Add(match(value));
                isRestricted = true;
            }
            else unknown.Add(key);
        }
        return new(matches, unknown, isRestricted);
    }

    private static string? Day(DateOnly? day) => day?.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
