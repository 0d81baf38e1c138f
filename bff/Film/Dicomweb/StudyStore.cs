using System.Data;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Film.Dicomweb;

/// <summary>SQL of studies, series and instances within a caller's reach: those of its hospitals, or the one study of a link.</summary>
internal sealed class StudyStore(NpgsqlDataSource db, StudyCipher cipher, AccountsDirectory accounts)
{
    private const string StudyColumns =
        """
        s.id, s.hospital_id, s.patient_id, h.code as hospital_code, h.name as hospital_name, s.study_instance_uid, s.accession_number,
        s.patient_name_enc, s.mrn_enc, s.patient_sex, s.patient_birth_date, s.patient_age, s.study_date, s.study_time,
        s.study_description, s.referring_name_enc, s.study_id, s.report_text, s.report_published_at,
        array(select m.modality from film.study_modality m where m.study_id = s.id order by 1) as modalities,
        (select count(*)::int from film.series e where e.study_id = s.id) as series_count,
        (select count(*)::int from film.instance i where i.study_id = s.id) as instance_count,
        exists (select from film.instance i where i.study_id = s.id and i.state = 'received') as is_processing
        """;

    /// <summary>Parameters 1 and 2: <see cref="Reach.Hospitals"/> and <see cref="Reach.Study"/>.</summary>
    private const string WithinReach = "($1::uuid[] is null or s.hospital_id = any($1) or s.id = $2::uuid)";

    /// <summary>Studies, newest first.</summary>
    public Task<List<StudyRow>> StudiesAsync(Reach reach, StudyFilter filter, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var page = StudySearch.Page(sql, reach, filter, filter.PatientId is null ? null : accounts.MrnIndex(filter.PatientId));
        return db.ListAsync(
            $"""
            with page as ({page})
            select {StudyColumns} from page p join film.study s on s.id = p.id join accounts.v_hospital h on h.id = s.hospital_id
            order by p.study_date desc nulls last, p.id
            """,
            ReadStudy, cancellationToken, sql.Parameters);
    }

    /// <summary>One study; null when there is none within reach.</summary>
    public Task<StudyRow?> StudyAsync(Reach reach, Guid id, CancellationToken cancellationToken) =>
        db.FirstAsync(
            $"""
            select {StudyColumns} from film.study s join accounts.v_hospital h on h.id = s.hospital_id
            where {WithinReach} and s.id = $3
            """,
            ReadStudy, cancellationToken, reach.Hospitals, reach.Study, id);

    /// <summary>Studies of the patients whose films the caller may see, at all hospitals, newest first.</summary>
    public Task<List<StudyRow>> PatientStudiesAsync(Reach reach, int limit, int offset, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            select {StudyColumns} from film.study s join accounts.v_hospital h on h.id = s.hospital_id
            where s.patient_id = any($1) order by s.study_date desc nulls last, s.id limit $2 offset $3
            """,
            ReadStudy, cancellationToken, reach.PatientsFor(FilmServices.Scope), limit, offset);

    /// <summary>Series in the order a viewer shows them.</summary>
    public Task<List<SeriesRow>> SeriesAsync(Reach reach, SeriesFilter filter, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var page = SeriesSearch.Page(sql, reach, filter);
        return db.ListAsync(
            $"""
            with page as ({page})
            select e.id, s.hospital_id, s.patient_id, s.study_instance_uid, e.series_instance_uid, e.modality, e.series_number,
                   e.series_description,
                   e.body_part_examined, e.series_date, (select count(*)::int from film.instance i where i.series_id = e.id) as instance_count
            from page p join film.series e on e.id = p.id join film.study s on s.id = e.study_id
            order by p.study_id, p.series_number, p.id
            """,
            ReadSeries, cancellationToken, sql.Parameters);
    }

    /// <summary>Instances in the order a viewer shows them.</summary>
    public async Task<List<InstanceListRow>> InstancesAsync(Reach reach, InstanceFilter filter, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        if (!SeriesSearch.IsNamed(reach, filter)) return await InstancesOfAsync(SeriesSearch.Page(sql, reach, filter), sql, cancellationToken);
        var ids = await InstanceOrder.PageAsync(db, reach, filter, cancellationToken);
        var rows = await InstancesOfAsync($"select id from unnest({sql.Add(ids)}) as ids (id)", sql, cancellationToken);
        var places = ids.Index().ToDictionary(pair => pair.Item, pair => pair.Index);
        return [.. rows.OrderBy(row => places[row.Id])];
    }

    private Task<List<InstanceListRow>> InstancesOfAsync(string page, Sql sql, CancellationToken cancellationToken) =>
        db.ListAsync(
            $"""
            with page as ({page})
            select i.id, i.series_id, s.hospital_id, s.patient_id, s.study_instance_uid, e.series_instance_uid, i.sop_instance_uid, i.sop_class_uid,
                   i.transfer_syntax_uid, i.instance_number, i.rows, i.columns, i.frames, i.state, i.image::text as image, encode(i.sha256, 'hex') as sha256,
                   i.byte_size
            from page p join film.instance i on i.id = p.id join film.series e on e.id = i.series_id join film.study s on s.id = i.study_id
            order by i.study_id, e.series_number, e.id, i.instance_number, i.position, i.id
            """,
            ReadInstance, cancellationToken, sql.Parameters);

    private StudyRow ReadStudy(NpgsqlDataReader r)
    {
        Guid id = r.GetGuid("id"), hospital = r.GetGuid("hospital_id");
        return new StudyRow
        {
            Id = id,
            HospitalId = hospital,
            PatientId = r.ValueOrNull<Guid>("patient_id"),
            HospitalCode = r.GetString("hospital_code"),
            HospitalName = r.GetString("hospital_name"),
            StudyInstanceUid = r.GetString("study_instance_uid"),
            AccessionNumber = r.TextOrNull("accession_number"),
            PatientName = Decrypted(StudyCipher.PatientName),
            Mrn = Decrypted(StudyCipher.Mrn),
            PatientSex = r.TextOrNull("patient_sex"),
            PatientBirthDate = r.ValueOrNull<DateOnly>("patient_birth_date"),
            PatientAge = r.TextOrNull("patient_age"),
            StudyDate = r.ValueOrNull<DateOnly>("study_date"),
            StudyTime = r.TextOrNull("study_time"),
            StudyDescription = r.TextOrNull("study_description"),
            ReferringPhysicianName = Decrypted(StudyCipher.ReferringName),
            StudyId = r.TextOrNull("study_id"),
            ReportText = r.TextOrNull("report_text"),
            ReportPublishedAt = r.ValueOrNull<DateTimeOffset>("report_published_at"),
            Modalities = r.GetFieldValue<string[]>("modalities"),
            SeriesCount = r.GetInt32("series_count"),
            InstanceCount = r.GetInt32("instance_count"),
            IsProcessing = r.GetBoolean("is_processing"),
        };

        string? Decrypted(string column) => cipher.Decrypt(r.BytesOrNull(column), column, id, hospital);
    }

    private static Owner ReadOwner(NpgsqlDataReader r) => new(r.GetGuid("hospital_id"), r.ValueOrNull<Guid>("patient_id"));

    private static SeriesRow ReadSeries(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("id"),
        Owner = ReadOwner(r),
        StudyInstanceUid = r.GetString("study_instance_uid"),
        SeriesInstanceUid = r.GetString("series_instance_uid"),
        Modality = r.GetString("modality"),
        SeriesNumber = r.ValueOrNull<int>("series_number"),
        SeriesDescription = r.TextOrNull("series_description"),
        BodyPartExamined = r.TextOrNull("body_part_examined"),
        SeriesDate = r.ValueOrNull<DateOnly>("series_date"),
        InstanceCount = r.GetInt32("instance_count"),
    };

    private static InstanceListRow ReadInstance(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("id"),
        Owner = ReadOwner(r),
        SeriesId = r.GetGuid("series_id"),
        StudyInstanceUid = r.GetString("study_instance_uid"),
        SeriesInstanceUid = r.GetString("series_instance_uid"),
        SopInstanceUid = r.GetString("sop_instance_uid"),
        SopClassUid = r.GetString("sop_class_uid"),
        TransferSyntaxUid = r.GetString("transfer_syntax_uid"),
        InstanceNumber = r.ValueOrNull<int>("instance_number"),
        Rows = r.ValueOrNull<int>("rows"),
        Columns = r.ValueOrNull<int>("columns"),
        Frames = r.ValueOrNull<int>("frames"),
        State = r.GetString("state"),
        ImageJson = r.TextOrNull("image"),
        Sha256 = r.GetString("sha256"),
        ByteSize = r.GetInt64("byte_size"),
    };
}
