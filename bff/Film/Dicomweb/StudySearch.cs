namespace Bff.Film.Dicomweb;

/// <summary>Which studies a search finds, newest first: their ids and days alone, so that far pages cost little.</summary>
internal static class StudySearch
{
    private const string Order = "order by s.study_date desc nulls last, s.id";

    /// <summary>Text that yields <c>id</c> and <c>study_date</c>.</summary>
    /// <param name="mrnIndex">Of <see cref="StudyFilter.PatientId"/>.</param>
    public static string Page(Sql sql, Reach reach, StudyFilter filter, byte[]? mrnIndex)
    {
        var (limit, offset) = (sql.Add(filter.Limit), sql.Add(filter.Offset));
        var keys = Keys(sql, filter, mrnIndex) + Days(sql, filter);
        if (reach.Study is { } study)
            return $"""
                select s.id, s.study_date from film.study s where s.id = {sql.Add(study)}{keys}{OfModalities(sql, filter)}
                {Order} limit {limit} offset {offset}
                """;
        var isNarrow = mrnIndex is not null || filter.AccessionNumber is not null || filter.StudyInstanceUids is not null;
        var hospitals = sql.Add(reach.Hospitals, "uuid[]");
        var (from, columns, and, more) = filter.Modalities is { } modalities && !isNarrow
            ? ($"film.study_modality s", "s.study_id as id, s.study_date", $" and s.modality = w.modality{keys}",
                $"cross join unnest({sql.Add(modalities.Distinct().ToArray())}) as w (modality)")
            : ("film.study s", "s.id, s.study_date", keys + OfModalities(sql, filter), "");
        return $"""
            select s.id, s.study_date from accounts.v_hospital h {more} cross join lateral (
                select {columns} from {from} where s.hospital_id = h.id{and}
                order by s.study_date desc nulls last, {(more.Length > 0 ? "s.study_id" : "s.id")} limit {limit}::bigint + {offset}) s
            where ({hospitals} is null or h.id = any({hospitals})) {(more.Length > 0 ? "group by s.id, s.study_date" : "")}
            {Order} limit {limit} offset {offset}
            """;
    }

    private static string Keys(Sql sql, StudyFilter filter, byte[]? mrnIndex) =>
        (mrnIndex is null ? "" : $" and s.mrn_index = {sql.Add(mrnIndex)}")
        + (filter.AccessionNumber is null ? "" : $" and s.accession_number = {sql.Add(filter.AccessionNumber)}")
        + (filter.StudyInstanceUids is null ? "" : $" and s.study_instance_uid = any({sql.Add(filter.StudyInstanceUids)})");

    private static string Days(Sql sql, StudyFilter filter) =>
        (filter.From is null ? "" : $" and s.study_date >= {sql.Add(filter.From)}")
        + (filter.To is null ? "" : $" and s.study_date <= {sql.Add(filter.To)}");

    private static string OfModalities(Sql sql, StudyFilter filter) => filter.Modalities is null ? "" :
        $" and exists (select from film.study_modality m where m.study_id = s.id and m.modality = any({sql.Add(filter.Modalities)}))";
}
