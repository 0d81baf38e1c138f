using System.Data;
using System.Text.Json;
using Bff.Film.Dicomweb;
using DicomRender.Describing;
using Npgsql;

namespace Bff.Film.Pictures;

/// <summary>SQL of single instances within a caller's reach.</summary>
internal sealed class InstanceStore(NpgsqlDataSource db)
{
    /// <summary>One instance by its three UIDs; null when there is none within reach.</summary>
    /// <exception cref="StudyAmbiguousException">The same UIDs lie at several hospitals.</exception>
    public async Task<InstanceRow?> InstanceAsync(
        Reach reach, string studyUid, string seriesUid, string sopUid, CancellationToken cancellationToken)
    {
        var rows = await db.ListAsync(
            """
            select i.id, i.hospital_id, i.study_id, s.patient_id, i.state, i.failure_code, encode(i.sha256, 'hex') as sha256, i.byte_size,
                   coalesce(i.frames, 1) as frames, i.image::text as image, i.revision
            from film.study s
                join film.instance i on i.hospital_id = s.hospital_id and i.study_id = s.id
                join film.series e on e.id = i.series_id
            where ($1::uuid[] is null or s.hospital_id = any($1) or s.id = $2::uuid)
              and s.study_instance_uid = $3 and e.series_instance_uid = $4 and i.sop_instance_uid = $5
            """,
            ReadInstance, cancellationToken, reach.Hospitals, reach.Study, studyUid, seriesUid, sopUid);
        OneHospital.Require(rows.Select(r => r.HospitalId));
        return rows.FirstOrDefault();
    }

    private static InstanceRow ReadInstance(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid("id"),
        HospitalId = r.GetGuid("hospital_id"),
        StudyId = r.GetGuid("study_id"),
        PatientId = r.ValueOrNull<Guid>("patient_id"),
        State = r.GetString("state"),
        FailureCode = r.TextOrNull("failure_code"),
        Sha256 = r.GetString("sha256"),
        ByteSize = r.GetInt64("byte_size"),
        Frames = r.GetInt32("frames"),
        Revision = r.GetInt16("revision"),
        Image = r.TextOrNull("image") is { } json ? JsonSerializer.Deserialize(json, ImageDescriptionJson.Default.ImageDescription) : null,
    };
}
