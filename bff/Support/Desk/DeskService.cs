using Bff.Accounts.Contract;
using Bff.Support.Talk;

namespace Bff.Support.Desk;

/// <summary>What became of a claim. With neither a chat nor a refusal there was none to take, or someone was faster.</summary>
internal sealed record ClaimResult(Guid? ChatId, DeskRefusal? Refusal = null);

/// <summary>The agents' side: who takes which chat. Every race is settled in the stores.</summary>
internal sealed class DeskService(
    AgentStore agents, ChatStore chats, HandOverStore handOvers, AccountsDirectory accounts, TimeProvider time)
{
    /// <summary>The agent's desk; the agent is known from the first visit on.</summary>
    public async Task<DeskView> ViewAsync(Reach me, CancellationToken cancellationToken)
    {
        var profile = await ProfileAsync(me, cancellationToken);
        var rows = await chats.DeskAsync(me, cancellationToken);
        return new DeskView(
            profile, [.. rows.Where(c => c.State == ConversationState.Agent)], [.. rows.Where(c => c.State == ConversationState.Queue)]);
    }

    public async Task<AgentProfile> ProfileAsync(Reach me, CancellationToken cancellationToken)
    {
        await agents.EnsureAsync(me, time.GetUtcNow(), cancellationToken);
        return (await agents.ProfileAsync(me, cancellationToken))!;
    }

    /// <summary>Changes the agent's own settings; what is null stays.</summary>
    public async Task<AgentProfile> SetAsync(Reach me, AgentSettings settings, CancellationToken cancellationToken)
    {
        await agents.EnsureAsync(me, time.GetUtcNow(), cancellationToken);
        await agents.SetAsync(me, settings, cancellationToken);
        return (await agents.ProfileAsync(me, cancellationToken))!;
    }

    /// <summary>Online or away; false for anything else.</summary>
    public async Task<bool> SetStatusAsync(Reach me, string status, CancellationToken cancellationToken)
    {
        if (status is not ("online" or "away")) return false;
        await agents.EnsureAsync(me, time.GetUtcNow(), cancellationToken);
        await agents.SetStatusAsync(me, status, time.GetUtcNow(), cancellationToken);
        return true;
    }

    /// <param name="id">The conversation to take; null: the next one of the agent's skills.</param>
    public Task<ClaimResult> ClaimAsync(Reach me, Guid? id, CancellationToken cancellationToken) =>
        handOvers.ClaimAsync(me, id, name => $"客服{Title(name)}为您服务。", time.GetUtcNow(), cancellationToken);

    /// <summary>The number of the answer in the log; null when the chat is not the agent's.</summary>
    public Task<int?> ReplyAsync(Reach me, Chat chat, Guid? clientId, string text, CancellationToken cancellationToken) =>
        chats.AppendAsync(me, chat, new Line("agent", text, ClientId: clientId), time.GetUtcNow(), cancellationToken);

    public Task NoteAsync(Reach me, Chat chat, string text, CancellationToken cancellationToken) =>
        chats.AddNoteAsync(me, chat, text, time.GetUtcNow(), cancellationToken);

    /// <summary>Hands a chat to another agent, or to the queue of a skill. Null when it is done.</summary>
    public async Task<DeskRefusal?> TransferAsync(
        Reach me, Chat chat, Guid? toAgent, string? toSkill, string? note, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (toAgent is { } target)
            return await handOvers.TransferAsync(me, chat, target, name => $"已转接给客服{Title(name)}。", note, now, cancellationToken);
        var requeue = new Requeue(Guid.Parse(chat.Id), chat.HospitalId, me.Staff().Id, "已为您转接其他客服，请稍候。")
        {
            Skill = toSkill,
            Note = note,
        };
        return await handOvers.RequeueAsync(requeue, now, cancellationToken) ? null : DeskRefusal.NotYours;
    }

    /// <summary>Ends a chat; false when it is not the agent's.</summary>
    public Task<bool> CloseAsync(Reach me, Chat chat, CancellationToken cancellationToken) =>
        handOvers.CloseAsync(me, chat, "客服已结束会话，请为本次服务评分。", time.GetUtcNow(), cancellationToken);

    /// <summary>Keeps agent and session from counting as gone.</summary>
    public async Task SeenAsync(Reach me, CancellationToken cancellationToken)
    {
        await agents.SeenAsync([me.Staff().Id], time.GetUtcNow(), cancellationToken);
        await accounts.TouchSessionsAsync([me.Staff().SessionId], cancellationToken);
    }

    /// <summary>客服 周老师 is shown as 周老师.</summary>
    private static string Title(string name) => name.StartsWith("客服", StringComparison.Ordinal) ? name[2..] : name;
}
