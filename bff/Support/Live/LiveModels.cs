using System.Text.Json.Serialization;
using Bff.Support.Talk;

namespace Bff.Support.Live;

/// <summary>Why an invocation on the live line was refused, beside what talk and desk refuse.</summary>
internal enum LineRefusal
{
    NotForYou,
    StatusUnknown,
    TransferTarget,
    TooManyJoined,
}

/// <summary>Who holds a connection.</summary>
/// <param name="Reach">As it was when the connection was opened; what of it goes ends the connection.</param>
/// <param name="SessionId">Its end is the end of the connection.</param>
internal sealed record SupportViewer(Reach Reach, Guid SessionId)
{
    /// <summary>Null: a patient.</summary>
    public Guid? StaffId => (Reach.Actor as Caller.Staff)?.Id;
}

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

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(MessageEvent))]
[JsonSerializable(typeof(StateEvent))]
[JsonSerializable(typeof(TypingEvent))]
[JsonSerializable(typeof(QueueEvent))]
[JsonSerializable(typeof(AssignmentEvent))]
internal sealed partial class LiveJson : JsonSerializerContext;
