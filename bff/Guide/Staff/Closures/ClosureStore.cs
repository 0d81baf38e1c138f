using Npgsql;

namespace Bff.Guide.Staff.Closures;

/// <summary>SQL of closures. Each change bumps the site's version, and a trigger tells every node.</summary>
internal sealed class ClosureStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>Keeps a closure; null when the site is not reached.</summary>
    public async Task<Guid?> AddAsync(Reach reach, Guid siteId, NewClosure closure, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var rows = await db.WriteAsync(
            """
            with site as (
                update guide.site set closure_version = closure_version + 1
                where id = $2 and ($10::uuid[] is null or hospital_id = any($10)) returning id, hospital_id)
            insert into guide.closure (id, hospital_id, site_id, target, target_id, reason, starts_at, ends_at, created_by, created_at)
            select $1, hospital_id, id, $3, $4, $5, $6::timestamptz, $7::timestamptz, $8, $9 from site returning id
            """,
            r => r.GetGuid(0), cancellationToken, Guid.CreateVersion7(now), siteId, closure.Target, closure.TargetId, closure.Reason,
            closure.From?.ToUniversalTime(), closure.Until?.ToUniversalTime(), reach.Actor.ActorId, now, reach.Hospitals);
        return rows is [var id] ? id : null;
    }

    /// <summary>Lifts a standing closure; its site, or null when it is not there or not reached.</summary>
    public async Task<Guid?> LiftAsync(Reach reach, Guid id, CancellationToken cancellationToken)
    {
        var sites = await db.WriteAsync(
            """
            with lifted as (
                update guide.closure set lifted_at = $3
                where id = $1 and lifted_at is null and ($2::uuid[] is null or hospital_id = any($2)) returning site_id)
            update guide.site s set closure_version = s.closure_version + 1 from lifted where s.id = lifted.site_id returning s.id
            """,
            r => r.GetGuid(0), cancellationToken, id, reach.Hospitals, time.GetUtcNow());
        return sites is [var site] ? site : null;
    }
}
