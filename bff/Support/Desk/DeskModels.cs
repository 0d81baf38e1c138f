using System.Text.Json.Serialization;
using Bff.Accounts.Contract;
using Bff.Support.Talk;

namespace Bff.Support.Desk;

/// <summary>Why an agent's wish was not followed.</summary>
internal enum DeskRefusal
{
    Away,
    Full,
    NotYours,
    TargetBusy,
}

/// <summary>A conversation as staff see it.</summary>
internal sealed record Chat
{
    public required string Id { get; init; }

    public required HospitalRef Hospital { get; init; }

    /// <summary>h5, wechat, miniprogram or suishenban.</summary>
    public required string Channel { get; init; }

    /// <summary>Whose turn it is: bot, queue, agent or closed.</summary>
    public required string State { get; init; }

    /// <summary>Masked: 李**.</summary>
    public required string PatientName { get; init; }

    /// <summary>The category with which the patient began.</summary>
    public required string? Topic { get; init; }

    /// <summary>The bot's last guess.</summary>
    public required string? Intent { get; init; }

    /// <summary>Why a person was asked for.</summary>
    public required string? HandoffReason { get; init; }

    /// <summary>The skill that the conversation waits for.</summary>
    public required string? Skill { get; init; }

    /// <summary>0 first come first served, 1 taken from an agent, 2 emergency.</summary>
    public required int Priority { get; init; }

    public required string? AgentId { get; init; }

    public required string? AgentName { get; init; }

    public required DateTimeOffset? QueuedAt { get; init; }

    /// <summary>The oldest message that the agent has not answered.</summary>
    public required DateTimeOffset? AwaitingSince { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset LastAt { get; init; }

    public required int LastNumber { get; init; }

    /// <summary>1 to 5 stars.</summary>
    public required int? Rating { get; init; }

    /// <summary>Danger that was heard in it: emergency or self-harm; null: none.</summary>
    public required string? Danger { get; init; }

    /// <summary>When the patient was last told what to do.</summary>
    public required DateTimeOffset? DangerAt { get; init; }

    [JsonIgnore]
    public Guid HospitalId { get; init; }

    [JsonIgnore]
    public Guid PatientId { get; init; }
}

/// <summary>An agent's own settings.</summary>
/// <param name="Status">online or away.</param>
/// <param name="MaxChats">Chats at once, 1 to 50.</param>
/// <param name="Skills">What the agent is asked for; none: everything.</param>
internal sealed record AgentProfile(string Id, string Name, string Status, int MaxChats, IReadOnlyList<string> Skills);

/// <summary>What an agent has on the desk.</summary>
internal sealed record DeskView(AgentProfile Me, IReadOnlyList<Chat> Mine, IReadOnlyList<Chat> Queue);

/// <summary>An agent in the supervisor's view.</summary>
internal sealed record AgentRow
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>online or away.</summary>
    public required string Status { get; init; }

    /// <summary>Whether some node has seen the agent in the last 15 seconds.</summary>
    public required bool Connected { get; init; }

    public required int MaxChats { get; init; }

    public required IReadOnlyList<string> Skills { get; init; }

    public required int Chats { get; init; }

    /// <summary>Chats whose patient waits for an answer.</summary>
    public required int Waiting { get; init; }

    public required int AnsweredToday { get; init; }

    /// <summary>Over the chats of the last 24 hours.</summary>
    public required double? MedianAnswerSeconds { get; init; }
}

/// <summary>What an agent changes of the own settings; what is left out stays.</summary>
/// <param name="MaxChats">Chats at once, 1 to 50.</param>
/// <param name="Skills">Up to 20, each of 1 to 30 characters.</param>
internal sealed record AgentSettings(int? MaxChats, IReadOnlyList<string>? Skills);

/// <summary>A note that only staff read.</summary>
internal sealed record Note(string Author, DateTimeOffset At, string Text);

/// <summary>A conversation with everything in it, for staff.</summary>
internal sealed record ChatDetail(Chat Chat, IReadOnlyList<Message> Messages, IReadOnlyList<Note> Notes);

