using System.Collections.Immutable;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Options;
using Npgsql;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>
/// Every site of the deployment in memory, kept in step with the database on every node: PostgreSQL tells of a change with its commit. Loaded beside the
/// host's start; a request that comes earlier waits. Readers see one whole state of a site and never wait for a change.
/// </summary>
internal sealed partial class GuideMaps(GuideStore store, TimeProvider time, IHubContext<GuideHub> hub, IOptions<GuideOptions> options, ILogger<GuideMaps> logger) : BackgroundService
{
    private readonly TaskCompletionSource loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim refreshing = new(1);
    private readonly Dictionary<Guid, string> told = [];
    private readonly HolidayCalendar holidays = options.Value.Holidays();
    private ImmutableDictionary<Guid, GuideSite> sites = ImmutableDictionary<Guid, GuideSite>.Empty;

    /// <summary>True once all sites have been loaded.</summary>
    public bool IsLoaded => loaded.Task.IsCompleted;

    /// <summary>Every site, once all have been loaded.</summary>
    public async ValueTask<IEnumerable<GuideSite>> AllAsync(CancellationToken cancellationToken)
    {
        if (!loaded.Task.IsCompleted) await loaded.Task.WaitAsync(cancellationToken);
        return Volatile.Read(ref sites).Values;
    }

    /// <summary>The site of a campus and the campus; null when there is none.</summary>
    public async ValueTask<(GuideSite Site, CampusRow Campus)?> FindAsync(Guid campusId, CancellationToken cancellationToken)
    {
        foreach (var site in await AllAsync(cancellationToken))
            foreach (var campus in site.Campuses)
                if (campus.Id == campusId) return (site, campus);
        return null;
    }

    /// <summary>Reads a site anew, so that whoever changed it here sees the change at once.</summary>
    public async Task RefreshAsync(Guid siteId, CancellationToken cancellationToken)
    {
        await refreshing.WaitAsync(cancellationToken);
        try
        {
            var state = await store.SiteAsync(siteId, cancellationToken);
            if (state is null)
            {
                sites = sites.Remove(siteId);
                return;
            }
            var map = await MapAsync(state, sites.GetValueOrDefault(siteId)?.Map, cancellationToken);
            var site = new GuideSite(state, map);
            if (map is not null) Align(map.Network, [.. site.RoutingClosures()]);
            Prepare(site);
            sites = sites.SetItem(siteId, site);
            await TellAsync(site, cancellationToken);
        }
        finally
        {
            refreshing.Release();
        }
    }

    public override void Dispose()
    {
        refreshing.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var changes = Channel.CreateUnbounded<Guid?>(new UnboundedChannelOptions { SingleReader = true });
        await Task.WhenAll(ListenAsync(changes.Writer, stoppingToken), FollowAsync(changes.Reader, stoppingToken), WatchClockAsync(stoppingToken));
    }

    private async Task ListenAsync(ChannelWriter<Guid?> changes, CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await store.ListenAsync(site => changes.TryWrite(site), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException or OperationCanceledException)
            {
                LogDeaf(e);
                await PauseAsync(stoppingToken);
            }
        }
    }

    private async Task FollowAsync(ChannelReader<Guid?> changes, CancellationToken stoppingToken)
    {
        var waiting = new HashSet<Guid?>();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (waiting.Count == 0) waiting.Add(await changes.ReadAsync(stoppingToken));
                while (changes.TryRead(out var more)) waiting.Add(more);
                await LoadAsync(waiting, stoppingToken);
                waiting.Clear();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException or IOException)
            {
                LogBehind(e); // What was waiting still waits.
                await PauseAsync(stoppingToken);
            }
        }
    }

    // Null stands for every site: the start, or a connection that had been lost.
    private async Task LoadAsync(HashSet<Guid?> changed, CancellationToken stoppingToken)
    {
        var all = changed.Contains(null);
        var ids = all ? [.. sites.Keys.Union(await store.SiteIdsAsync(stoppingToken))] : changed.OfType<Guid>().ToList();
        foreach (var id in ids) await RefreshAsync(id, stoppingToken);
        if (all) loaded.TrySetResult();
    }

    // Scheduled closures begin and end by themselves, and the weights of the next opening hours are made before someone waits for them.
    private async Task WatchClockAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                foreach (var site in Volatile.Read(ref sites).Values)
                {
                    Prepare(site);
                    await TellAsync(site, stoppingToken);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops.
        }
    }

    private void Prepare(GuideSite site) => site.Map?.Network.Prepare(GuideTime.Local(time.GetUtcNow()), Profile.All);

    private async Task TellAsync(GuideSite site, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var state = site.ClosureVersion + ":" + string.Join(',', site.Closures.Where(c => c.IsActive(now)).Select(c => c.Id));
        lock (told)
        {
            if (told.TryGetValue(site.Id, out var last) && last == state) return;
            told[site.Id] = state;
        }
        foreach (var campus in site.Campuses)
            await hub.Clients.Group(campus.Id.ToString()).SendAsync(
                "closures", new ClosurePush(campus.Id.ToString(), site.ClosureVersion, GuideAnswers.Closures(site, now)), cancellationToken);
    }

    private static async Task PauseAsync(CancellationToken stoppingToken)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops; the caller's loop ends.
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The guide does not hear of changes; it listens again in a second")]
    private partial void LogDeaf(Exception e);

    [LoggerMessage(Level = LogLevel.Error, Message = "The guide could not read a change; it tries again in a second")]
    private partial void LogBehind(Exception e);
}
