using Bff.Accounts.Contract;
using System.Text.Json.Serialization;

namespace Bff.Support;

/// <summary>Server to client: one line of the log.</summary>
internal sealed record MessageEvent(string ConversationId, Message Message);

/// <summary>Server to client: whose turn it is now.</summary>
internal sealed record StateEvent(string ConversationId, string State, ServingAgent? Agent, QueuePlace? Queue);

/// <summary>Server to client: patient or agent is typing.</summary>
internal sealed record TypingEvent(string ConversationId, string Author);

/// <summary>Server to agents: the queue of this hospital has changed; ask for the desk.</summary>
internal sealed record QueueEvent(string HospitalId);

/// <summary>Server to an agent: a chat is yours now, or no longer.</summary>
internal sealed record AssignmentEvent(string ConversationId);

/// <summary>A conversation as staff see it. The patient's name is masked; <paramref name="Intent"/> is the bot's last guess.</summary>
internal sealed record Chat(
    string Id, HospitalRef Hospital, string Channel, string State, string PatientName, string? Topic, string? Intent, string? HandoffReason, string? Skill, int Priority, string? AgentId, string? AgentName,
    DateTimeOffset? QueuedAt, DateTimeOffset? AwaitingSince, DateTimeOffset CreatedAt, DateTimeOffset LastAt, int LastNumber, int? Rating)
{
    [JsonIgnore]
    public Guid HospitalId { get; init; }

    [JsonIgnore]
    public Guid PatientId { get; init; }
}

internal sealed record AgentProfile(string Id, string Name, string Status, int MaxChats, IReadOnlyList<string> Skills);

internal sealed record Desk(AgentProfile Me, IReadOnlyList<Chat> Mine, IReadOnlyList<Chat> Queue);

/// <summary>An agent in the supervisor's view; <paramref name="MedianAnswerSeconds"/> over today's chats.</summary>
internal sealed record AgentRow(
    string Id, string Name, string Status, bool Connected, int MaxChats, IReadOnlyList<string> Skills, int Chats, int Waiting, int AnsweredToday, double? MedianAnswerSeconds);

internal sealed record AgentSettings(int? MaxChats, IReadOnlyList<string>? Skills);

internal sealed record Note(string Author, DateTimeOffset At, string Text);

/// <summary>A conversation with everything in it, for staff.</summary>
internal sealed record ChatDetail(Chat Chat, IReadOnlyList<Message> Messages, IReadOnlyList<Note> Notes);

internal sealed record Canned(string Id, string Title, string Text, string? HospitalCode);

internal sealed record NewCanned(string? Title, string? Text);

internal sealed record Suggestion(string Intent, string Text, double Probability);

internal sealed record HospitalHours(HospitalRef Hospital, ServiceHours? Hours);

internal sealed record CallbackRow(string Id, string ConversationId, HospitalRef Hospital, string PatientName, string Phone, string Text, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(StateEvent))]
[JsonSerializable(typeof(TypingEvent))]
[JsonSerializable(typeof(QueueEvent))]
[JsonSerializable(typeof(AssignmentEvent))]
[JsonSerializable(typeof(Desk))]
[JsonSerializable(typeof(AgentProfile))]
[JsonSerializable(typeof(AgentSettings))]
[JsonSerializable(typeof(Page<Chat>))]
[JsonSerializable(typeof(ChatDetail))]
[JsonSerializable(typeof(Page<AgentRow>))]
[JsonSerializable(typeof(Page<Canned>))]
[JsonSerializable(typeof(NewCanned))]
[JsonSerializable(typeof(Page<Suggestion>))]
[JsonSerializable(typeof(Page<HospitalHours>))]
[JsonSerializable(typeof(ServiceHours))]
[JsonSerializable(typeof(Page<CallbackRow>))]
[JsonSerializable(typeof(SupportStatistics))]
internal sealed partial class DeskJson : JsonSerializerContext;
