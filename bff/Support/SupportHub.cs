using Microsoft.AspNetCore.SignalR;

namespace Bff.Support;

/// <summary>
/// The live line of patients and agents. The caller is whom the handshake's session belongs to; the session's end ends the connection.
/// An invocation that is refused throws <see cref="HubException"/> with a stable code.
/// </summary>
internal sealed class SupportHub(SupportService support, SupportStore store, AgentDesk desk, SupportStream stream, Audit audit) : Hub
{
    private HttpContext Http => Context.GetHttpContext()!;

    public override Task OnConnectedAsync()
    {
        var line = Caller.Of(Http) switch
        {
            Caller.Patient patient => new SupportStream.Line(Context.ConnectionId, patient.SessionId, null, null, Context.Abort),
            Caller.Staff staff => new SupportStream.Line(Context.ConnectionId, staff.SessionId, staff.Id, staff.HospitalId, Context.Abort),
            _ => null,
        };
        if (line is null) Context.Abort();
        else stream.Open(line);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        stream.Close(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Patient: every message after a number, those there are and those to come.</summary>
    public async Task Join(Guid conversationId, int afterNumber)
    {
        if (await store.TurnAsync(conversationId, Patient, null, Context.ConnectionAborted) is null) throw Unknown();
        stream.Join(Context.ConnectionId, conversationId, afterNumber);
    }

    /// <summary>Patient: one message; under a client id that is known already it counts once.</summary>
    public async Task<SentMessage> Send(Guid conversationId, Guid? clientId, string text)
    {
        var outcome = await support.SendAsync(Patient, conversationId, text, clientId, Context.ConnectionAborted);
        return outcome.Sent ?? throw (outcome.Refusal switch
        {
            SendRefusal.Unknown or null => Unknown(),
            SendRefusal.Closed => new HubException("support.conversation_closed"),
            SendRefusal.TextInvalid => new HubException("support.text_invalid"),
            SendRefusal.TooMany => new HubException("support.too_many"),
        });
    }

    /// <summary>Either side is typing; the other side is told.</summary>
    public async Task Typing(Guid conversationId)
    {
        var mine = Caller.Of(Http) switch
        {
            Caller.Patient patient => support.Admit(patient.Id) && await store.TurnAsync(conversationId, patient.Id, null, Context.ConnectionAborted) is not null,
            Caller.Staff => (await Chat(conversationId)).AgentId == Agent.Id.ToString(),
            _ => false,
        };
        if (mine) await store.TellTypingAsync(conversationId, Caller.Of(Http) is Caller.Patient ? "patient" : "agent", Context.ConnectionAborted);
    }

    /// <summary>Agent: own chats and the queue.</summary>
    public Task<Desk> Desk() => desk.ViewAsync(Agent, Context.ConnectionAborted);

    /// <summary>Agent: online or away.</summary>
    public async Task SetStatus(string status)
    {
        if (!await desk.SetStatusAsync(Agent, status, Context.ConnectionAborted)) throw new HubException("support.status_unknown");
    }

    /// <summary>Agent: takes a waiting conversation; null takes the next one of the own skills. Null is answered when there is none, or someone was faster.</summary>
    public async Task<Chat?> Claim(Guid? conversationId)
    {
        var outcome = await desk.ClaimAsync(Agent, conversationId, Context.ConnectionAborted);
        if (outcome.Refusal is ClaimRefusal.Full) throw new HubException("support.max_chats");
        if (outcome.Refusal is ClaimRefusal.Away) throw new HubException("support.agent_away");
        return outcome.ChatId is { } id ? await Chat(id) : null;
    }

    /// <summary>Agent: every message of a chat of the own hospital after a number. Reading is audited.</summary>
    public async Task<Chat> JoinChat(Guid conversationId, int afterNumber)
    {
        var chat = await Chat(conversationId);
        await audit.RecordAsync(Http, new AuditEntry("support.read", "conversation:" + conversationId, HospitalId: chat.HospitalId, PatientId: chat.PatientId));
        stream.Join(Context.ConnectionId, conversationId, afterNumber);
        return chat;
    }

    /// <summary>Agent: stops receiving a chat.</summary>
    public void LeaveChat(Guid conversationId) => stream.Leave(Context.ConnectionId, conversationId);

    /// <summary>Agent: answers; the number of the line.</summary>
    public async Task<int> Reply(Guid conversationId, Guid? clientId, string text)
    {
        if (!SupportService.IsText(text, SupportService.LongestText)) throw new HubException("support.text_invalid");
        return await desk.ReplyAsync(Agent, await Chat(conversationId), clientId, text, Context.ConnectionAborted) ?? throw new HubException("support.not_your_chat");
    }

    /// <summary>Agent: a note that only staff read.</summary>
    public async Task Note(Guid conversationId, string text)
    {
        if (!SupportService.IsText(text, SupportService.LongestText)) throw new HubException("support.text_invalid");
        await desk.NoteAsync(Agent, await Chat(conversationId), text, Context.ConnectionAborted);
    }

    /// <summary>Agent: hands the chat to another agent or to a skill's queue.</summary>
    public async Task Transfer(Guid conversationId, Guid? toAgent, string? toSkill, string? note)
    {
        if ((toAgent is null && toSkill is null) || (toSkill is not null && !SupportService.IsText(toSkill, 30))) throw new HubException("support.transfer_target");
        if (note is not null && !SupportService.IsText(note, SupportService.LongestText)) throw new HubException("support.text_invalid");
        switch (await desk.TransferAsync(Agent, await Chat(conversationId), toAgent, toSkill, note, Context.ConnectionAborted))
        {
            case TransferOutcome.Done: break;
            case TransferOutcome.NotYours: throw new HubException("support.not_your_chat");
            case TransferOutcome.TargetBusy: throw new HubException("support.target_busy");
        }
    }

    /// <summary>Agent: ends the chat.</summary>
    public async Task CloseChat(Guid conversationId)
    {
        if (!await desk.CloseAsync(Agent, await Chat(conversationId), Context.ConnectionAborted)) throw new HubException("support.not_your_chat");
    }

    /// <summary>Agent: still there, and the session with it.</summary>
    public Task Heartbeat() => desk.SeenAsync(Agent, Context.ConnectionAborted);

    private Guid Patient => Caller.Of(Http) is Caller.Patient patient ? patient.Id : throw new HubException("request.forbidden");

    private Caller.Staff Agent => Caller.Of(Http) is Caller.Staff staff && (staff.Roles.Contains("agent") || staff.Roles.Contains("admin")) ? staff : throw new HubException("request.forbidden");

    private async Task<Chat> Chat(Guid id) => await store.ChatAsync(Agent.HospitalId, id, Context.ConnectionAborted) ?? throw Unknown();

    private static HubException Unknown() => new("support.conversation_unknown");
}
