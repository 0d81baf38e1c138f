using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;

namespace Bff.Guide.Maps;

/// <summary>
/// Every site of the deployment in memory, kept in step with the database on every node: triggers tell of a change with its commit. Loaded
/// beside the host's start; a request that comes earlier waits. Readers see one whole state of a site and never wait for a change.
/// </summary>
internal sealed class GuideMaps(SiteStore store, MapReader reader, ClosurePushes pushes, TimeProvider time, IOptions<GuideOptions> options)
    : IDisposable
{
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _refreshing = new(1);
    private readonly HolidayCalendar _holidays = options.Value.Holidays();
    private ImmutableDictionary<Guid, GuideSite> _sites = ImmutableDictionary<Guid, GuideSite>.Empty;

    /// <summary>True once all sites have been loaded.</summary>
    public bool IsLoaded => _loaded.Task.IsCompleted;

    /// <summary>Every site, once all have been loaded.</summary>
    public async ValueTask<IEnumerable<GuideSite>> AllAsync(CancellationToken cancellationToken)
    {
        if (!_loaded.Task.IsCompleted) await _loaded.Task.WaitAsync(cancellationToken);
        return Volatile.Read(ref _sites).Values;
    }

    /// <summary>The site of a campus and the campus; null when there is none.</summary>
    public async ValueTask<(GuideSite Site, CampusRow Campus)?> FindAsync(Guid campusId, CancellationToken cancellationToken)
    {
        foreach (var site in await AllAsync(cancellationToken))
            foreach (var campus in site.Campuses)
                if (campus.Id == campusId) return (site, campus);
        return null;
    }

    /// <summary>A campus that the caller reaches; null for one that is not theirs and one that is not there.</summary>
    public async ValueTask<(GuideSite Site, CampusRow Campus)?> FindAsync(string id, Reach reach, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var campusId) && await FindAsync(campusId, cancellationToken) is var (site, campus)
            && reach.Includes(site.HospitalId) ? (site, campus) : null;

    /// <summary>An enabled campus with its map; a campus without a map is not there for the public.</summary>
    public async ValueTask<ServedCampus?> FindServedAsync(string id, CancellationToken cancellationToken) =>
        Guid.TryParse(id, out var campusId) && await FindAsync(campusId, cancellationToken) is ({ Map: { } map } site, var campus)
            && site.IsServed(campus) ? new ServedCampus(site, campus, map) : null;

    /// <summary>
    /// Reads a site anew, so that whoever changed it here sees the change at once. One that says nothing new stays as it is.
    /// </summary>
    public async Task RefreshAsync(Guid siteId, CancellationToken cancellationToken)
    {
        await _refreshing.WaitAsync(cancellationToken);
        try
        {
            var state = await store.SiteAsync(siteId, cancellationToken);
            if (state is null)
            {
                _sites = _sites.Remove(siteId);
                pushes.Forget(siteId);
                return;
            }
            var known = _sites.GetValueOrDefault(siteId);
            var site = known is not null && known.Map?.Id == state.MapId && known.State.SameAs(state)
                ? known : await MakeAsync(state, known, cancellationToken);
            _sites = _sites.SetItem(siteId, site);
            await pushes.TellAsync(site, cancellationToken);
        }
        finally
        {
            _refreshing.Release();
        }
    }

    /// <summary>A hint that a site has changed, on any node.</summary>
    /// <param name="siteId">Its id, as the triggers send it.</param>
    public Task ChangedAsync(string siteId, CancellationToken cancellationToken) =>
        Guid.TryParse(siteId, out var id) ? RefreshAsync(id, cancellationToken) : Task.CompletedTask;

    /// <summary>Reads every site anew: at the start, and when hints may have been lost.</summary>
    public async Task EverythingAsync(CancellationToken cancellationToken)
    {
        foreach (var id in _sites.Keys.Union(await store.SiteIdsAsync(cancellationToken))) await RefreshAsync(id, cancellationToken);
        _loaded.TrySetResult();
    }

    /// <summary>
    /// Scheduled closures begin and end by themselves, and the weights of the next opening hours are made before someone waits for them.
    /// </summary>
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        foreach (var site in Volatile.Read(ref _sites).Values)
        {
            Prepare(site);
            await pushes.TellAsync(site, cancellationToken);
        }
    }

    public void Dispose() => _refreshing.Dispose();

    private async Task<GuideSite> MakeAsync(SiteState state, GuideSite? known, CancellationToken cancellationToken)
    {
        var map = await reader.MapAsync(state, known?.Map, _holidays, cancellationToken);
        var site = new GuideSite(state, map);
        if (map is not null) Align(map.Network, [.. site.RoutingClosures()]);
        Prepare(site);
        return site;
    }

    private void Prepare(GuideSite site) => site.Map?.Network.Prepare(ShanghaiTime.Local(time.GetUtcNow()), Profile.All);

    private static void Align(Network network, IReadOnlyList<Closure> wanted)
    {
        var standing = network.Closures;
        foreach (var gone in standing.Where(s => !wanted.Any(w => w.Id == s.Id))) network.Reopen(gone.Id);
        foreach (var closure in wanted.Where(w => !standing.Contains(w))) network.Close(closure);
    }
}
