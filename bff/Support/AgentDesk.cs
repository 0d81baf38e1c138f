using Bff.Accounts.Contract;

namespace Bff.Support;

/// <summary>Why a waiting conversation was not taken.</summary>
internal enum ClaimRefusal
{
    Away,
    Full,
    Gone,
}

internal sealed record ClaimOutcome(Guid? ChatId, ClaimRefusal? Refusal);

internal enum TransferOutcome
{
    Done,
    NotYours,
    TargetBusy,
}

/// <summary>The agents' side: who takes which chat. Every race is settled in the store.</summary>
internal sealed class AgentDesk(SupportStore store, AccountsDirectory accounts, TimeProvider time)
{
    public async Task<Desk> ViewAsync(Caller.Staff me, CancellationToken cancellationToken)
    {
        await store.EnsureAgentAsync(me.Id, me.HospitalId, time.GetUtcNow(), cancellationToken);
        var profile = await store.AgentAsync(me.Id, cancellationToken);
        var chats = await store.DeskAsync(me.Id, me.HospitalId, cancellationToken);
        return new Desk(profile!, [.. chats.Where(c => c.State == ConversationState.Agent)], [.. chats.Where(c => c.State == ConversationState.Queue)]);
    }

    public async Task<bool> SetStatusAsync(Caller.Staff me, string status, CancellationToken cancellationToken)
    {
        if (status is not ("online" or "away")) return false;
        await store.EnsureAgentAsync(me.Id, me.HospitalId, time.GetUtcNow(), cancellationToken);
        await store.SetStatusAsync(me.Id, status, time.GetUtcNow(), cancellationToken);
        return true;
    }

    public Task<ClaimOutcome> ClaimAsync(Caller.Staff me, Guid? id, CancellationToken cancellationToken) =>
        store.ClaimAsync(me.Id, me.HospitalId, id, name => $"客服{Title(name)}为您服务。", time.GetUtcNow(), cancellationToken);

    public Task<int?> ReplyAsync(Caller.Staff me, Chat chat, Guid? clientId, string text, CancellationToken cancellationToken) =>
        store.AppendAgentAsync(chat, me.Id, new Line("agent", text, ClientId: clientId), time.GetUtcNow(), cancellationToken);

    public Task NoteAsync(Caller.Staff me, Chat chat, string text, CancellationToken cancellationToken) =>
        store.AddNoteAsync(chat, me.Id, text, time.GetUtcNow(), cancellationToken);

    public async Task<TransferOutcome> TransferAsync(Caller.Staff me, Chat chat, Guid? toAgent, string? toSkill, string? note, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return toAgent is { } target
            ? await store.TransferAsync(chat, me.Id, target, name => $"已转接给客服{Title(name)}。", note, now, cancellationToken)
            : await store.RequeueAsync(Guid.Parse(chat.Id), chat.HospitalId, me.Id, toSkill, "已为您转接其他客服，请稍候。", note, null, now, cancellationToken) ? TransferOutcome.Done : TransferOutcome.NotYours;
    }

    public Task<bool> CloseAsync(Caller.Staff me, Chat chat, CancellationToken cancellationToken) =>
        store.CloseByAgentAsync(chat, me.Id, "客服已结束会话，请为本次服务评分。", time.GetUtcNow(), cancellationToken);

    /// <summary>Keeps agent and session from counting as gone.</summary>
    public async Task SeenAsync(Caller.Staff me, CancellationToken cancellationToken)
    {
        await store.SeenAsync([me.Id], time.GetUtcNow(), cancellationToken);
        await accounts.TouchSessionsAsync([me.SessionId], cancellationToken);
    }

    /// <summary>客服 周老师 is shown as 周老师.</summary>
    private static string Title(string name) => name.StartsWith("客服", StringComparison.Ordinal) ? name[2..] : name;
}
