using System.Data;
using Bff.Accounts.Contract;
using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>SQL of the rows of studies and series that instances are added to, inside the transaction that adds them.</summary>
internal sealed class StudyRows(StudyCipher cipher, AccountsDirectory accounts, TimeProvider time)
{
    private const string Columns =
        """
        id, hospital_id, patient_id, patient_name_enc, mrn_enc, issuer, patient_sex, patient_birth_date, accession_number,
        patient_age, study_date, study_time, study_description, referring_name_enc is not null as has_referring, study_id
        """;

    /// <summary>
    /// The study of an instance, made of what it says if there is none. The unique index decides between two of them at once, also of two
    /// patients: the second waits and then meets the first.
    /// </summary>
    public async Task<LockedStudy> AddAsync(Intake intake, InstanceAttributes a)
    {
        var hospitalId = intake.HospitalId;
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var mrnIndex = a.Identity.PatientId is null ? null : accounts.MrnIndex(a.Identity.PatientId);
        var rows = await intake.Connection.ListAsync(
            $"""
            insert into film.study (id, hospital_id, patient_id, study_instance_uid, accession_number, patient_name_enc, mrn_enc, mrn_index,
                issuer, patient_sex, patient_birth_date, patient_age, study_date, study_time, study_description,
                referring_name_enc, study_id, created_at)
            values ($1, $2, (select patient_id from accounts.v_patient_card where hospital_id = $2 and mrn_index = $7::bytea),
                $3, $4::text, $5::bytea, $6::bytea, $7::bytea,
                $8::text, $9::text, $10::date, $11::text, $12::date, $13::text, $14::text, $15::bytea, $16::text, $17)
            on conflict (hospital_id, study_instance_uid) do update set study_instance_uid = excluded.study_instance_uid
            returning {Columns}
            """,
            ReadLocked, intake.Stop,
            id, hospitalId, a.StudyInstanceUid, a.AccessionNumber, cipher.Encrypt(a.Identity.Name, StudyCipher.PatientName, id, hospitalId),
            cipher.Encrypt(a.Identity.PatientId, StudyCipher.Mrn, id, hospitalId), mrnIndex, a.Identity.Issuer,
            a.Identity.Sex, a.Identity.BirthDate, a.PatientAge, a.StudyDate, a.StudyTime, a.StudyDescription,
            cipher.Encrypt(a.ReferringPhysicianName, StudyCipher.ReferringName, id, hospitalId), a.StudyId, now);
        return rows[0];
    }

    /// <summary>A study that is there; null when there is none.</summary>
    public async Task<LockedStudy?> LockAsync(
        NpgsqlConnection connection, Guid hospitalId, string studyUid, CancellationToken cancellationToken) =>
        (await connection.ListAsync(
            $"select {Columns} from film.study where hospital_id = $1 and study_instance_uid = $2 for update",
            ReadLocked, cancellationToken, hospitalId, studyUid)).FirstOrDefault();

    /// <summary>
    /// Gives the study what it did not know, and the film to the card of its number. What it knows stays as it is.
    /// </summary>
    public async Task FillAsync(Intake intake, LockedStudy study, InstanceAttributes a)
    {
        var hospitalId = intake.HospitalId;
        var mrn = study.Identity.PatientId is null ? a.Identity.PatientId : null;
        await intake.Connection.ExecuteAsync(
            """
            update film.study set accession_number = coalesce(accession_number, $2::text),
                patient_name_enc = coalesce(patient_name_enc, $3::bytea), mrn_enc = coalesce(mrn_enc, $4::bytea),
                mrn_index = coalesce(mrn_index, $5::bytea), issuer = coalesce(issuer, $6::text),
                patient_sex = coalesce(patient_sex, $7::text), patient_birth_date = coalesce(patient_birth_date, $8::date),
                patient_age = coalesce(patient_age, $9::text), study_date = coalesce(study_date, $10::date),
                study_time = coalesce(study_time, $11::text), study_description = coalesce(study_description, $12::text),
                referring_name_enc = coalesce(referring_name_enc, $13::bytea), study_id = coalesce(study_id, $14::text),
                patient_id = coalesce(patient_id,
                    (select patient_id from accounts.v_patient_card where hospital_id = $15 and mrn_index = $5::bytea))
            where id = $1
            """,
            intake.Stop, study.Id, a.AccessionNumber,
            cipher.Encrypt(a.Identity.Name, StudyCipher.PatientName, study.Id, hospitalId),
            cipher.Encrypt(mrn, StudyCipher.Mrn, study.Id, hospitalId), mrn is null ? null : accounts.MrnIndex(mrn), a.Identity.Issuer,
            a.Identity.Sex, a.Identity.BirthDate, a.PatientAge, a.StudyDate, a.StudyTime, a.StudyDescription,
            cipher.Encrypt(a.ReferringPhysicianName, StudyCipher.ReferringName, study.Id, hospitalId), a.StudyId, hospitalId);
        if (a.StudyDate is not null)
            await intake.Connection.ExecuteAsync(
                "update film.study_modality set study_date = $2 where study_id = $1 and study_date is null",
                intake.Stop, study.Id, a.StudyDate);
    }

    /// <summary>The series of an instance, made of what it says if there is none.</summary>
    public async Task<Guid> AddSeriesAsync(Intake intake, Guid studyId, InstanceAttributes a)
    {
        var rows = await intake.Connection.ListAsync(
            """
            with added as (
                insert into film.series (id, hospital_id, study_id, series_instance_uid, modality, series_number, series_description,
                    body_part_examined, series_date)
                values ($1, $2, $3, $4, $5, $6::int, $7::text, $8::text, $9::date)
                on conflict (study_id, series_instance_uid) do update set series_instance_uid = excluded.series_instance_uid
                returning id, study_id, modality),
            listed as (
                insert into film.study_modality (study_id, modality, hospital_id, study_date)
                select s.id, a.modality, s.hospital_id, s.study_date from added a join film.study s on s.id = a.study_id
                on conflict do nothing)
            select id from added
            """,
            r => r.GetGuid(0), intake.Stop,
            Guid.CreateVersion7(time.GetUtcNow()), intake.HospitalId, studyId, a.SeriesInstanceUid, a.Modality, a.SeriesNumber,
            a.SeriesDescription, a.BodyPartExamined, a.SeriesDate);
        return rows[0];
    }

    private LockedStudy ReadLocked(NpgsqlDataReader r)
    {
        Guid id = r.GetGuid("id"), hospital = r.GetGuid("hospital_id");
        return new LockedStudy
        {
            Id = id,
            PatientId = r.ValueOrNull<Guid>("patient_id"),
            Known = new StudyFacts(
                r.TextOrNull("accession_number"), r.TextOrNull("patient_age"), r.ValueOrNull<DateOnly>("study_date"),
                r.TextOrNull("study_time"), r.TextOrNull("study_description"), r.GetBoolean("has_referring") ? "" : null,
                r.TextOrNull("study_id")),
            Identity = cipher.ReadIdentity(r, id, hospital),
        };
    }
}
