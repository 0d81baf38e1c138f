using Bff.Platform.Pipes;
using Bff.Support.Desk;
using Bff.Support.Talk;
using Microsoft.AspNetCore.SignalR;

namespace Bff.Support.Live;

/// <summary>
/// The live line of patients and agents. The caller is whom the handshake's session belongs to; the connection ends with what the session was allowed. An
/// invocation that is refused throws <see cref="HubException"/> with a stable code.
/// </summary>
internal sealed class SupportHub(
    TalkService talk, ConversationStore conversations, DeskService desk, ChatStore chats,
    Live<SupportViewer, Message, ConversationRow> live, LiveConnections connections, Audit audit) : Hub
{
    private HttpContext Http => Context.GetHttpContext()!;

    private CancellationToken Ended => Context.ConnectionAborted;

    public override Task OnConnectedAsync()
    {
        connections.Open(Context, Http);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        live.Close(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    /// <summary>Patient: every message after a number, those there are and those to come.</summary>
    public async Task Join(Guid conversationId, int afterNumber)
    {
        if (await conversations.TurnAsync(Patient, conversationId, null, Ended) is null) throw await UnknownAsync(conversationId);
        Follow(conversationId, afterNumber);
    }

    /// <summary>Patient: one message; under a client id that is known already it counts once.</summary>
    public async Task<SentMessage> Send(Guid conversationId, Guid? clientId, string text)
    {
        var (sent, refusal) = await talk.SendAsync(Patient, conversationId, text, clientId, Ended);
        return refusal switch
        {
            null => sent!,
            TalkRefusal.ConversationUnknown => throw await UnknownAsync(conversationId),
            { } no => throw Words.Of(no).OnTheLine,
        };
    }

    /// <summary>Either side is typing; the other side is told.</summary>
    public async Task Typing(Guid conversationId)
    {
        var isPatient = Caller.Of(Http) is Caller.Patient;
        var mine = isPatient
            ? talk.Admit(Patient.PatientId()) && await conversations.TurnAsync(Patient, conversationId, null, Ended) is not null
            : (await ChatAsync(conversationId)).AgentId == Agent.Staff().Id.ToString();
        if (mine) await connections.TellTypingAsync(conversationId, isPatient ? "patient" : "agent", Ended);
    }

    /// <summary>Agent: own chats and the queue.</summary>
    public Task<DeskView> Desk() => desk.ViewAsync(Agent, Ended);

    /// <summary>Agent: online or away.</summary>
    public async Task SetStatus(string status)
    {
        if (!await desk.SetStatusAsync(Agent, status, Ended)) throw Words.Of(LineRefusal.StatusUnknown).OnTheLine;
    }

    /// <summary>
    /// Agent: takes a waiting conversation; null takes the next one of the own skills. Null is answered when there is none, or someone was
    /// faster.
    /// </summary>
    public async Task<Chat?> Claim(Guid? conversationId)
    {
        var (chat, refusal) = await desk.ClaimAsync(Agent, conversationId, Ended);
        if (refusal is { } no) throw Words.Of(no).OnTheLine;
        return chat is { } id ? await ChatAsync(id) : null;
    }

    /// <summary>Agent: every message of a chat of the own hospital after a number. Reading is audited.</summary>
    public async Task<Chat> JoinChat(Guid conversationId, int afterNumber)
    {
        var chat = await ChatAsync(conversationId);
        await audit.RecordAsync(Http, new AuditEntry(
            "support.read", "conversation:" + conversationId, HospitalId: chat.HospitalId, PatientId: chat.PatientId));
        Follow(conversationId, afterNumber);
        return chat;
    }

    /// <summary>Agent: stops receiving a chat.</summary>
    public void LeaveChat(Guid conversationId) => live.Leave(Context.ConnectionId, conversationId);

    /// <summary>Agent: answers; the number of the line.</summary>
    public async Task<int> Reply(Guid conversationId, Guid? clientId, string text)
    {
        CheckText(text);
        return await desk.ReplyAsync(Agent, await ChatAsync(conversationId), clientId, text, Ended)
            ?? throw Words.Of(DeskRefusal.NotYours).OnTheLine;
    }

    /// <summary>Agent: a note that only staff read.</summary>
    public async Task Note(Guid conversationId, string text)
    {
        CheckText(text);
        await desk.NoteAsync(Agent, await ChatAsync(conversationId), text, Ended);
    }

    /// <summary>Agent: hands the chat to another agent or to a skill's queue.</summary>
    public async Task Transfer(Guid conversationId, Guid? toAgent, string? toSkill, string? note)
    {
        if ((toAgent is null && toSkill is null) || (toSkill is not null && !ShortText.IsLine(toSkill, 30)))
            throw Words.Of(LineRefusal.TransferTarget).OnTheLine;
        if (note is not null) CheckText(note);
        if (await desk.TransferAsync(Agent, await ChatAsync(conversationId), toAgent, toSkill, note, Ended) is { } refusal)
            throw Words.Of(refusal).OnTheLine;
    }

    /// <summary>Agent: ends the chat.</summary>
    public async Task CloseChat(Guid conversationId)
    {
        if (!await desk.CloseAsync(Agent, await ChatAsync(conversationId), Ended)) throw Words.Of(DeskRefusal.NotYours).OnTheLine;
    }

    /// <summary>Agent: still there, and the session with it.</summary>
    public Task Heartbeat() => desk.SeenAsync(Agent, Ended);

    /// <summary>The caller as a patient, with what others have granted: the connection ends when one of these grants does.</summary>
    private Reach Patient => Caller.Of(Http) is Caller.Patient patient
        ? Reach.Of(patient) : throw Words.Of(LineRefusal.NotForYou).OnTheLine;

    private Reach Agent => Caller.Of(Http) is Caller.Staff staff && (staff.Roles.Contains("agent") || staff.Roles.Contains("admin"))
        ? Reach.Of(staff) : throw Words.Of(LineRefusal.NotForYou).OnTheLine;

    private async Task<Chat> ChatAsync(Guid id) => await chats.ChatAsync(Agent, id, Ended) ?? throw await UnknownAsync(id);

    private void Follow(Guid conversation, int after)
    {
        if (live.Join(Context.ConnectionId, conversation, after) == LiveJoin.TooMany) throw Words.Of(LineRefusal.TooManyJoined).OnTheLine;
    }

    private async Task<HubException> UnknownAsync(Guid conversation)
    {
        var refused = Words.Of(TalkRefusal.ConversationUnknown);
        await audit.RecordRefusalAsync(Http, refused, "conversation:" + conversation);
        return refused.OnTheLine;
    }

    private static void CheckText(string text)
    {
        if (!PlainText.IsText(text, PlainText.LongestMessage)) throw Words.Of(TalkRefusal.TextInvalid).OnTheLine;
    }
}
