using System.Text.Json;
using Bff.Accounts.Contract;
using Bff.Support.Talk;
using Npgsql;

namespace Bff.Support.Office;

/// <summary>SQL of the service hours.</summary>
internal sealed class HoursStore(NpgsqlDataSource db)
{
    /// <summary>Service hours of a hospital; null when none were set.</summary>
    public Task<ServiceHours?> OfAsync(Guid hospitalId, CancellationToken cancellationToken) =>
        db.FirstAsync(
            "select body from support.hours where hospital_id = $1", r => Read(r.GetString(0)), cancellationToken, hospitalId);

    /// <summary>The hospitals within reach, by code, with their hours.</summary>
    public Task<List<HospitalHours>> ListAsync(Reach reach, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select h.code, h.name, o.body from accounts.v_hospital h left join support.hours o on o.hospital_id = h.id
            where $1::uuid[] is null or h.id = any($1) order by h.code
            """,
            r => new HospitalHours(new HospitalRef(r.GetString(0), r.GetString(1)), r.TextOrNull(2) is { } json ? Read(json) : null),
            cancellationToken, reach.Hospitals);

    /// <summary>Sets the hours of a hospital within reach; false when there is none of that code.</summary>
    public async Task<bool> SetAsync(
        Reach reach, string hospitalCode, ServiceHours hours, DateTimeOffset now, CancellationToken cancellationToken) =>
        await db.ExecuteAsync(
            """
            insert into support.hours (hospital_id, body, updated_at)
            select id, $3::jsonb, $4 from accounts.v_hospital where code = $2 and ($1::uuid[] is null or id = any($1))
            on conflict (hospital_id) do update set body = excluded.body, updated_at = excluded.updated_at
            """,
            cancellationToken, reach.Hospitals, hospitalCode, JsonSerializer.Serialize(hours, TalkJson.Default.ServiceHours), now) == 1;

    /// <summary>Hospitals where somebody waits and that have set hours.</summary>
    public Task<List<(Guid HospitalId, ServiceHours Hours)>> OfWaitingAsync(CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select o.hospital_id, o.body from support.hours o
            where exists (select from support.conversation c where c.hospital_id = o.hospital_id and c.state = 'queue')
            """,
            r => (r.GetGuid(0), Read(r.GetString(1))), cancellationToken);

    private static ServiceHours Read(string json) => JsonSerializer.Deserialize(json, TalkJson.Default.ServiceHours)!;
}
