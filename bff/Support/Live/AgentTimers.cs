using Bff.Platform.Pipes;
using Bff.Support.Desk;
using Bff.Support.Talk;
using Microsoft.Extensions.Options;

namespace Bff.Support.Live;

/// <summary>
/// Every second, on every node: agents with a connection here are seen; chats of agents who are gone or silent go back to the queue.
/// Several nodes doing so at once is harmless: a chat moves by one statement that only one of them wins.
/// </summary>
internal sealed partial class AgentTimers(
    LiveStore store, AgentStore agents, HandOverStore handOvers, Live<SupportViewer, Message, ConversationRow> live,
    IOptions<SupportOptions> options, TimeProvider time, ILogger<AgentTimers> logger)
{
    public async Task TickAsync(CancellationToken cancellationToken)
    {
        var seen = live.Viewers.Select(v => v.StaffId).OfType<Guid>().Distinct().ToArray();
        if (seen.Length > 0) await agents.SeenAsync(seen, time.GetUtcNow(), cancellationToken);
        await RequeueLateAsync(cancellationToken);
    }

    private async Task RequeueLateAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var late = new Lateness(now.AddSeconds(-options.Value.AgentGraceSeconds), now.AddSeconds(-options.Value.AnswerTimerSeconds));
        foreach (var (id, hospital, agent) in await store.LateAsync(late.SeenBefore, late.AwaitingBefore, cancellationToken))
        {
            var requeue = new Requeue(id, hospital, agent, "客服暂时离开，已为您优先重新排队，请稍候。") { Late = late };
            if (await handOvers.RequeueAsync(requeue, now, cancellationToken)) LogRequeued(id, agent);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Conversation {Conversation} was taken back to the queue from agent {Agent}")]
    private partial void LogRequeued(Guid conversation, Guid agent);
}
