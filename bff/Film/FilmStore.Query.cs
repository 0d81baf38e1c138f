using System.Text.Json;
using DicomRender.Describing;
using Bff.Accounts.Contract;
using DicomRender;
using Npgsql;

namespace Bff.Film;

/// <summary>What QIDO-RS can ask for. Absent parts do not restrict.</summary>
internal sealed record StudyFilter(
    string? PatientId = null, string? AccessionNumber = null, string[]? StudyInstanceUids = null, DateOnly? From = null, DateOnly? To = null, string[]? Modalities = null,
    int Limit = 100, int Offset = 0);

/// <summary>SQL of reading films.</summary>
internal sealed partial class FilmStore
{
    private const string StudyColumns =
        """
        s.id, s.hospital_id, s.patient_id, s.study_instance_uid, s.accession_number, s.patient_name_enc, s.mrn_enc, s.patient_sex, s.patient_birth_date, s.patient_age,
        s.study_date, s.study_time, s.study_description, s.referring_name_enc, s.study_id, s.report_text, s.report_published_at, h.code, h.name,
        array(select distinct e.modality from film.series e where e.study_id = s.id order by 1),
        (select count(*)::int from film.series e where e.study_id = s.id), (select count(*)::int from film.instance i where i.study_id = s.id),
        exists (select from film.instance i where i.study_id = s.id and i.state = 'received')
        """;

    private const string InstanceColumns =
        """
        i.id, i.hospital_id, i.study_id, s.patient_id, s.study_instance_uid, e.series_instance_uid, i.sop_instance_uid, i.transfer_syntax_uid, i.state, i.failure_code,
        encode(i.sha256, 'hex'), coalesce(i.frames, 1), i.image::text
        """;

    /// <summary>Studies within the caller's reach, newest first.</summary>
    public Task<List<StudyRow>> StudiesAsync(FilmScope scope, StudyFilter filter, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select {StudyColumns} from film.study s join accounts.v_hospital h on h.id = s.hospital_id
            where s.hospital_id = any($1) and ($2::uuid is null or s.id = $2)
              and ($3::bytea is null or s.mrn_index = $3) and ($4::text is null or s.accession_number = $4) and ($5::text[] is null or s.study_instance_uid = any($5))
              and ($6::date is null or s.study_date >= $6) and ($7::date is null or s.study_date <= $7)
              and ($8::text[] is null or exists (select from film.series e where e.study_id = s.id and e.modality = any($8)))
            order by s.study_date desc nulls last, s.id limit $9 offset $10
            """,
            ReadStudy, cancellationToken, scope.HospitalIds, scope.StudyId, filter.PatientId is null ? null : accounts.MrnIndex(filter.PatientId),
            filter.AccessionNumber, filter.StudyInstanceUids, filter.From, filter.To, filter.Modalities, filter.Limit, filter.Offset);

    public Task<StudyRow?> StudyAsync(Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync($"select {StudyColumns} from film.study s join accounts.v_hospital h on h.id = s.hospital_id where s.id = $1", ReadStudy, cancellationToken, id);

    /// <summary>A patient's own studies at all hospitals, newest first.</summary>
    public Task<List<StudyRow>> PatientStudiesAsync(Guid patientId, int limit, int offset, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select {StudyColumns} from film.study s join accounts.v_hospital h on h.id = s.hospital_id
            where s.patient_id = $1 order by s.study_date desc nulls last, s.id limit $2 offset $3
            """,
            ReadStudy, cancellationToken, patientId, limit, offset);

    public Task<List<SeriesRow>> SeriesAsync(FilmScope scope, string? studyUid, string? seriesUid, string? modality, int limit, int offset, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select e.id, s.study_instance_uid, e.series_instance_uid, e.modality, e.series_number, e.series_description, e.body_part_examined, e.series_date,
                   (select count(*)::int from film.instance i where i.series_id = e.id)
            from film.series e join film.study s on s.id = e.study_id
            where s.hospital_id = any($1) and ($2::uuid is null or s.id = $2) and ($3::text is null or s.study_instance_uid = $3)
              and ($4::text is null or e.series_instance_uid = $4) and ($5::text is null or e.modality = $5)
            order by s.id, e.series_number nulls last, e.id limit $6 offset $7
            """,
            r => new SeriesRow(
                r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.ValueOrNull<int>(4), r.TextOrNull(5), r.TextOrNull(6), r.ValueOrNull<DateOnly>(7), r.GetInt32(8)),
            cancellationToken, scope.HospitalIds, scope.StudyId, studyUid, seriesUid, modality, limit, offset);

    /// <summary>Instances in the order a viewer shows them.</summary>
    public Task<List<InstanceListRow>> InstancesAsync(
        FilmScope scope, string? studyUid, string? seriesUid, string? sopUid, int limit, int offset, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select i.id, i.series_id, s.study_instance_uid, e.series_instance_uid, i.sop_instance_uid, i.sop_class_uid, i.transfer_syntax_uid, i.instance_number, i.rows, i.columns,
                   i.frames, i.state, i.image::text, encode(i.sha256, 'hex')
            from film.instance i join film.series e on e.id = i.series_id join film.study s on s.id = i.study_id
            where s.hospital_id = any($1) and ($2::uuid is null or s.id = $2) and ($3::text is null or s.study_instance_uid = $3)
              and ($4::text is null or e.series_instance_uid = $4) and ($5::text is null or i.sop_instance_uid = $5)
            order by s.id, e.series_number nulls last, e.id, i.instance_number nulls last, i.position nulls last, i.id limit $6 offset $7
            """,
            r => new InstanceListRow(
                r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetString(5), r.GetString(6), r.ValueOrNull<int>(7), r.ValueOrNull<int>(8),
                r.ValueOrNull<int>(9), r.ValueOrNull<int>(10), r.GetString(11), r.TextOrNull(12), r.GetString(13)),
            cancellationToken, scope.HospitalIds, scope.StudyId, studyUid, seriesUid, sopUid, limit, offset);

    /// <summary>One instance by its three UIDs, if the caller may reach it.</summary>
    public Task<InstanceRow?> InstanceAsync(FilmScope scope, string studyUid, string seriesUid, string sopUid, CancellationToken cancellationToken) =>
        db.FirstAsync(
            $"""
            select {InstanceColumns} from film.instance i join film.series e on e.id = i.series_id join film.study s on s.id = i.study_id
            where i.hospital_id = any($1) and i.sop_instance_uid = $2 and s.study_instance_uid = $3 and e.series_instance_uid = $4 and ($5::uuid is null or i.study_id = $5)
            """,
            ReadInstance, cancellationToken, scope.HospitalIds, sopUid, studyUid, seriesUid, scope.StudyId);

    public Task<InstanceRow?> InstanceAsync(Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync(
            $"select {InstanceColumns} from film.instance i join film.series e on e.id = i.series_id join film.study s on s.id = i.study_id where i.id = $1",
            ReadInstance, cancellationToken, id);

    /// <summary>Ingests of a hospital, or of all for city-wide staff, newest first.</summary>
    public Task<List<IngestRow>> IngestsAsync(Guid? hospitalId, string? state, int limit, Guid before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select i.id, h.code, h.name, i.received_at, i.state, i.sop_instance_uid, s.study_instance_uid, i.failure_detail, i.attempts
            from film.instance i join film.study s on s.id = i.study_id join accounts.v_hospital h on h.id = i.hospital_id
            where ($1::uuid is null or i.hospital_id = $1) and ($2::text is null or i.state = $2) and i.id < $4 order by i.id desc limit $3
            """,
            r => new IngestRow(
                r.GetGuid(0).ToString(), new HospitalRef(r.GetString(1), r.GetString(2)), r.GetFieldValue<DateTimeOffset>(3), r.GetString(4), r.GetString(5), r.GetString(6),
                r.TextOrNull(7), r.GetInt32(8)),
            cancellationToken, hospitalId, state, limit, before);

    /// <summary>Per day (Asia/Shanghai): what came in, what failed, what was shared and seen.</summary>
    public Task<List<FilmDay>> StatisticsAsync(Guid? hospitalId, DateOnly from, DateOnly to, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            with days as (select d::date as day, d::date::timestamp at time zone 'Asia/Shanghai' as starts, (d::date + 1)::timestamp at time zone 'Asia/Shanghai' as ends
                          from generate_series($2::date, $3::date, interval '1 day') d),
                 films as (select (received_at at time zone 'Asia/Shanghai')::date as day, count(*)::int as n, (count(*) filter (where state = 'failed'))::int as failed, sum(byte_size)::bigint as bytes
                           from film.instance where ($1::uuid is null or hospital_id = $1) and received_at >= $2::date::timestamp at time zone 'Asia/Shanghai'
                             and received_at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai' group by 1),
                 links as (select (created_at at time zone 'Asia/Shanghai')::date as day, count(*)::int as n, sum(views)::int as views
                           from film.link where ($1::uuid is null or hospital_id = $1) and created_at >= $2::date::timestamp at time zone 'Asia/Shanghai'
                             and created_at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai' group by 1)
            select d.day, coalesce(f.n, 0), coalesce(f.failed, 0), coalesce(f.bytes, 0), coalesce(l.n, 0), coalesce(l.views, 0)
            from days d left join films f using (day) left join links l using (day) order by d.day
            """,
            r => new FilmDay(r.GetFieldValue<DateOnly>(0), r.GetInt32(1), r.GetInt32(2), r.GetInt64(3), r.GetInt32(4), r.GetInt32(5)),
            cancellationToken, hospitalId, from, to);

    private StudyRow ReadStudy(NpgsqlDataReader r)
    {
        Guid id = r.GetGuid(0), hospital = r.GetGuid(1);
        return new StudyRow(
            id, hospital, r.ValueOrNull<Guid>(2), r.GetString(3), r.TextOrNull(4), Decrypt(r.BytesOrNull(5), "patient_name_enc", id, hospital),
            Decrypt(r.BytesOrNull(6), "mrn_enc", id, hospital), r.TextOrNull(7), r.ValueOrNull<DateOnly>(8), r.TextOrNull(9), r.ValueOrNull<DateOnly>(10), r.TextOrNull(11),
            r.TextOrNull(12), Decrypt(r.BytesOrNull(13), "referring_name_enc", id, hospital), r.TextOrNull(14), r.TextOrNull(15), r.ValueOrNull<DateTimeOffset>(16),
            r.GetString(17), r.GetString(18), r.GetFieldValue<string[]>(19), r.GetInt32(20), r.GetInt32(21), r.GetBoolean(22));
    }

    private static InstanceRow ReadInstance(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1), r.GetGuid(2), r.ValueOrNull<Guid>(3), r.GetString(4), r.GetString(5), r.GetString(6), r.GetString(7), r.GetString(8), r.TextOrNull(9),
        r.GetString(10), r.GetInt32(11), r.IsDBNull(12) ? null : JsonSerializer.Deserialize(r.GetString(12), ImageDescriptionJson.Default.ImageDescription));
}
