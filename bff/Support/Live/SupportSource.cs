using Bff.Accounts.Contract;
using Bff.Platform.Pipes;
using Bff.Support.Talk;

namespace Bff.Support.Live;

/// <summary>Gives conversations and their numbered logs to the live line.</summary>
internal sealed class SupportSource(LiveStore log, ConversationStore conversations, AccountsDirectory accounts)
    : ILiveSource<SupportViewer, Message, ConversationRow>
{
    public async Task<IReadOnlyDictionary<Guid, ConversationRow>> StatesAsync(Guid[] rooms, CancellationToken cancellationToken) =>
        (await conversations.StatesAsync(rooms, cancellationToken)).ToDictionary(row => row.Id);

    public async Task<ILookup<Guid, Message>> LinesAfterAsync(
        Guid[] rooms, int[] after, int most, CancellationToken cancellationToken) =>
        (await log.MessagesAfterAsync(rooms, after, most, cancellationToken)).ToLookup(m => m.Conversation, m => m.Message);

    public int Number(Message line) => line.Number;

    public LiveEvent? LineEvent(SupportViewer viewer, Guid room, Message line) =>
        new("message", new MessageEvent(room.ToString(), line));

    public LiveEvent? StateEvent(SupportViewer viewer, Guid room, ConversationRow state)
    {
        var agent = state.AgentName is { } name ? new ServingAgent(name) : null;
        return new LiveEvent("state", new StateEvent(room.ToString(), state.State, agent, state.Queue));
    }

    /// <summary>
    /// A connection ends with its session, and when its holder's account, role, hospital or a grant it was opened under has gone.
    /// </summary>
    public async Task<IReadOnlyCollection<LiveEnd>> EndedAsync(
        IReadOnlyCollection<LiveConnection<SupportViewer>> open, CancellationToken cancellationToken)
    {
        var ended = await accounts.EndedAmongAsync([.. open.Select(o => o.Viewer.Reach.Actor)], cancellationToken);
        return ended.Count == 0 ? [] : [.. open.Where(o => ended.Contains(o.Viewer.SessionId)).Select(o => new LiveEnd(o.ConnectionId))];
    }
}
