using Bff.Guide.Maps;

namespace Bff.Guide.Staff.Closures;

/// <summary>A closure that stands now.</summary>
internal sealed record Closed(ClosureItem Closure, Guid HospitalId);

/// <summary>Shuts doors, connectors and areas, now or for a time, and opens them again.</summary>
internal sealed class ClosureService(ClosureStore store, GuideMaps maps, TimeProvider time)
{
    /// <summary>Shuts a thing of a campus: routes avoid it from the next answer on, open pages hear of it at once.</summary>
    public async Task<Answer<Closed>> CloseAsync(Reach reach, string id, NewClosure body, CancellationToken cancellationToken)
    {
        if (await maps.FindAsync(id, reach, cancellationToken) is not var (site, campus)) return GuideRefusal.CampusUnknown;
        if (site.Map is not { } map) return GuideRefusal.NoMap;
        var now = time.GetUtcNow();
        if (Faults(body, now) is { Count: > 0 } faults) return faults;
        var row = new ClosureRow(Guid.Empty, body.Target!, body.TargetId ?? "", body.Reason!.Trim(), body.From, body.Until);
        if (SiteClosures.CampusOf(map, row) != site.IndexOf(campus)) return GuideRefusal.TargetUnknown;
        if (await store.AddAsync(reach, site.Id, body with { Reason = row.Reason }, cancellationToken) is not { } closure)
            return GuideRefusal.CampusUnknown;
        await SharedTransaction.AfterCommitAsync(() => maps.RefreshAsync(site.Id, cancellationToken));
        return new Closed(SiteClosures.Of(map, row with { Id = closure }, now), site.HospitalId);
    }

    /// <summary>Opens it again. False when the closure is not there, or not reached.</summary>
    public async Task<bool> ReopenAsync(Reach reach, Guid closure, CancellationToken cancellationToken)
    {
        if (await store.LiftAsync(reach, closure, cancellationToken) is not { } site) return false;
        await maps.RefreshAsync(site, cancellationToken);
        return true;
    }

    private static List<FieldFault> Faults(NewClosure body, DateTimeOffset now)
    {
        var faults = new List<FieldFault>();
        if (body.Target is not ("door" or "connector" or "area")) faults.Add(new("target", Words.TargetRule));
        if (!StaffTexts.IsName(body.Reason)) faults.Add(new("reason", Words.NameRule));
        if (body.Until is { } until && (until <= (body.From ?? now) || until <= now)) faults.Add(new("until", Words.EndRule));
        if (body.Until > now.AddYears(10)) faults.Add(new("until", Words.LatestEndRule));
        if (body.From is { } from && (from < now.AddYears(-1) || from > now.AddYears(2))) faults.Add(new("from", Words.StartRule));
        return faults;
    }
}
