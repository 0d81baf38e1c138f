using Microsoft.AspNetCore.SignalR;

namespace Bff.Guide.Maps;

/// <summary>Tells open pages at once which lifts and doors are shut. Anonymous; a connection watches one campus.</summary>
internal sealed class GuideHub(GuideMaps maps, TimeProvider time) : Hub
{
    /// <summary>Name of the message.</summary>
    public const string Closures = "closures";

    private const string Watched = "campus";

    /// <summary>
    /// From now on the closures of this campus are pushed; the standing ones at once. Another campus watched before is not any more.
    /// </summary>
    /// <exception cref="HubException">The campus is not there.</exception>
    public async Task Watch(string campusId)
    {
        if (await maps.FindServedAsync(campusId, Context.ConnectionAborted) is not { } found)
            throw new HubException(Words.Of(GuideRefusal.CampusUnknown).Code);
        if (Context.Items.TryGetValue(Watched, out var before)) await Groups.RemoveFromGroupAsync(Context.ConnectionId, (string)before!);
        var group = found.Campus.Id.ToString();
        Context.Items[Watched] = group;
        await Groups.AddToGroupAsync(Context.ConnectionId, group);
        var push = ClosurePushes.Push(found.Site, found.Campus, time.GetUtcNow());
        await Clients.Caller.SendAsync(Closures, push, Context.ConnectionAborted);
    }
}
