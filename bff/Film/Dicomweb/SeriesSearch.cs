namespace Bff.Film.Dicomweb;

/// <summary>
/// Which series and instances a search finds, in the order a viewer shows them. One that names a study, a series or an instance sorts what
/// these hold; any other follows the order of an index in each hospital.
/// </summary>
internal static class SeriesSearch
{
    /// <summary>Text that yields <c>id</c>, <c>study_id</c> and <c>series_number</c> of series.</summary>
    public static string Page(Sql sql, Reach reach, SeriesFilter filter)
    {
        var (limit, offset) = (sql.Add(filter.Limit), sql.Add(filter.Offset));
        var and = filter.Modality is null ? "" : $" and e.modality = {sql.Add(filter.Modality)}";
        if (reach.Study is not null || filter.StudyUid is not null || filter.SeriesUid is not null)
            return $"""
                select e.id, e.study_id, e.series_number from film.series e {Named(sql, reach, filter.StudyUid, filter.SeriesUid)}{and}
                order by e.study_id, e.series_number, e.id limit {limit} offset {offset}
                """;
        var hospitals = sql.Add(reach.Hospitals, "uuid[]");
        return $"""
            select e.id, e.study_id, e.series_number from accounts.v_hospital h cross join lateral (
                select e.id, e.study_id, e.series_number from film.series e where e.hospital_id = h.id{and}
                order by e.study_id, e.series_number, e.id limit {limit}::bigint + {offset}) e
            where {hospitals} is null or h.id = any({hospitals})
            order by e.study_id, e.series_number, e.id limit {limit} offset {offset}
            """;
    }

    /// <summary>Whether a search names a study or a series, all of which are put in order.</summary>
    public static bool IsNamed(Reach reach, InstanceFilter filter) =>
        filter.SopUid is null && (reach.Study is not null || filter.StudyUid is not null || filter.SeriesUid is not null);

    /// <summary>Text that yields id, series, place, number and UID of all instances of what is named, a series after another.</summary>
    public static string All(Sql sql, Reach reach, InstanceFilter filter) =>
        $"""
        select i.id, i.series_id, i.place, i.instance_number, i.sop_instance_uid from film.series e join film.instance i on i.series_id = e.id
        {Named(sql, reach, filter.StudyUid, filter.SeriesUid)} order by e.study_id, e.series_number, e.id
        """;

    /// <summary>Text that yields <c>id</c> of instances, of no study or series that is named.</summary>
    public static string Page(Sql sql, Reach reach, InstanceFilter filter)
    {
        const string Order = "order by e.study_id, e.series_number, e.id, i.instance_number, i.position, i.id";
        var (limit, offset) = (sql.Add(filter.Limit), sql.Add(filter.Offset));
        if (filter.SopUid is not null)
            return $"""
                select i.id from film.instance i join film.series e on e.id = i.series_id
                {Named(sql, reach, filter.StudyUid, filter.SeriesUid)} and i.sop_instance_uid = {sql.Add(filter.SopUid)}
                {(reach.Study is null ? $" and i.hospital_id = any({Hospitals(sql, reach)})" : "")} {Order} limit {limit} offset {offset}
                """;
        var hospitals = sql.Add(reach.Hospitals, "uuid[]");
        return $"""
            select r.id from accounts.v_hospital h cross join lateral (
                select e.study_id, e.series_number, e.id as series_id, i.instance_number, i.position, i.id
                from film.series e join film.instance i on i.series_id = e.id where e.hospital_id = h.id
                {Order} limit {limit}::bigint + {offset}) r
            where {hospitals} is null or h.id = any({hospitals})
            order by r.study_id, r.series_number, r.series_id, r.instance_number, r.position, r.id limit {limit} offset {offset}
            """;
    }

    /// <summary>The condition on series <c>e</c>: within reach, and of the study and series that are named.</summary>
    private static string Named(Sql sql, Reach reach, string? studyUid, string? seriesUid)
    {
        var series = seriesUid is null ? "" : $" and e.series_instance_uid = {sql.Add(seriesUid)}";
        if (reach.Study is { } study)
            return $"where e.study_id = {sql.Add(study)}{series}" + (studyUid is null ? "" :
                $" and exists (select from film.study s where s.id = e.study_id and s.study_instance_uid = {sql.Add(studyUid)})");
        if (studyUid is null) return $"where e.hospital_id = any({Hospitals(sql, reach)}){series}";
        return "where e.study_id = any(array(select s.id from film.study s "
            + $"where s.study_instance_uid = {sql.Add(studyUid)} and s.hospital_id = any({Hospitals(sql, reach)}))){series}";
    }

    private static string Hospitals(Sql sql, Reach reach) =>
        $"coalesce({sql.Add(reach.Hospitals, "uuid[]")}, array(select id from accounts.v_hospital))";
}
