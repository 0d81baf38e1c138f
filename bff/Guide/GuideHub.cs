using Microsoft.AspNetCore.SignalR;

namespace Bff.Guide;

/// <summary>Tells open pages at once which lifts and doors are shut. Anonymous; a connection watches one campus.</summary>
internal sealed class GuideHub(GuideMaps maps, TimeProvider time) : Hub
{
    private const string Watched = "campus";

    /// <summary>From now on the closures of this campus are pushed; the standing ones at once. An unknown campus is watched by nobody.</summary>
    public async Task Watch(string campusId)
    {
        if (!Guid.TryParse(campusId, out var id) || await maps.FindAsync(id, Context.ConnectionAborted) is not var (site, campus) || !site.IsServed(campus)) throw new HubException("没有这个院区。");
        if (Context.Items.TryGetValue(Watched, out var before)) await Groups.RemoveFromGroupAsync(Context.ConnectionId, (string)before!);
        Context.Items[Watched] = campus.Id.ToString();
        await Groups.AddToGroupAsync(Context.ConnectionId, campus.Id.ToString());
        await Clients.Caller.SendAsync("closures", new ClosurePush(campus.Id.ToString(), site.ClosureVersion, GuideAnswers.Closures(site, time.GetUtcNow())), Context.ConnectionAborted);
    }
}
