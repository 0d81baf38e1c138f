using Microsoft.AspNetCore.SignalR;

namespace Bff.Guide.Maps;

/// <summary>Tells the open pages of a site's campuses when what is shut there changes, once a change.</summary>
internal sealed class ClosurePushes(IHubContext<GuideHub> hub, TimeProvider time)
{
    private readonly Dictionary<Guid, string> _told = [];

    /// <summary>Pushes what is shut now, unless that was the last thing told.</summary>
    public async Task TellAsync(GuideSite site, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = site.ClosureVersion + ":" + string.Join(',', site.Closures.Where(c => c.IsActive(now)).Select(c => c.Id));
        lock (_told)
        {
            if (_told.TryGetValue(site.Id, out var last) && last == state) return;
            _told[site.Id] = state;
        }
        foreach (var campus in site.Campuses)
            await hub.Clients.Group(campus.Id.ToString()).SendAsync(GuideHub.Closures, Push(site, campus, now), cancellationToken);
    }

    /// <summary>Drops a site that is no more.</summary>
    public void Forget(Guid siteId)
    {
        lock (_told) _told.Remove(siteId);
    }

    /// <summary>What a page of a campus is told.</summary>
    public static ClosurePush Push(GuideSite site, CampusRow campus, DateTimeOffset now) =>
        new(campus.Id.ToString(), site.ClosureVersion, SiteClosures.Of(site, now));
}
