using System.Text.Json.Serialization;
using Bff.Accounts.Contract;
using Bff.Support.Knowledge;

namespace Bff.Support;

/// <summary>Whose turn it is.</summary>
internal static class ConversationState
{
    public const string Bot = "bot", Queue = "queue", Agent = "agent", Closed = "closed";
}

/// <summary>What kind of answer a reply is.</summary>
internal static class ReplyKind
{
    public const string Answer = "answer", Choices = "choices", Service = "service", Handoff = "handoff", Unknown = "unknown";
}

/// <summary>Where a patient reads: pages in any browser, the WeChat official account, the WeChat mini-program, the city's Suishenban (随申办).</summary>
internal static class SupportChannel
{
    public const string H5 = "h5", WeChat = "wechat", MiniProgram = "miniprogram", Suishenban = "suishenban";

    public static bool IsKnown(string channel) => channel is H5 or WeChat or MiniProgram or Suishenban;
}

/// <summary>Why a person was asked for.</summary>
internal static class HandoffReason
{
    public const string Request = "request", Misses = "misses", Complaint = "complaint", Emergency = "emergency", SelfHarm = "self-harm", Rating = "rating", Flow = "flow";
}

/// <summary>A rich part of an answer: picture, phone, place or service.</summary>
/// <param name="Type">picture (url), phone (number), place (place, a name the guide finds), service (url).</param>
internal sealed record ReplyCard(string Type, string Title, string? Url = null, string? Phone = null, string? Place = null);

/// <summary>Something to tap; what is sent is <paramref name="Text"/>.</summary>
internal sealed record ReplyChoice(string Text, string? Intent = null);

/// <summary>A service with its parameters already in the address.</summary>
internal sealed record ReplyService(string Name, string Url);

/// <summary>What the bot says. <paramref name="Confidence"/> in [0,1], with an intent alone.</summary>
internal sealed record Reply(
    string Kind, string Text, string? Intent, double? Confidence, IReadOnlyList<ReplyChoice> Choices, IReadOnlyList<ReplyService> Services, IReadOnlyList<ReplyCard> Cards);

/// <summary>One line of the log. Numbers begin with 1 and leave none out.</summary>
/// <param name="Author">patient, bot, agent or system.</param>
/// <param name="Rating">up or down.</param>
internal sealed record Message(
    int Number, DateTimeOffset At, string Author, string AuthorName, string Text, Reply? Reply, Guid? ClientId, string? Rating);

/// <param name="Channel">h5 when left out.</param>
internal sealed record NewConversation(string? HospitalCode, string? Topic, string? Channel);

internal sealed record OpenedConversation(string Id, HospitalRef Hospital, Reply Opening, int LastNumber);

internal sealed record ServingAgent(string Name);

/// <param name="Position">From 1.</param>
/// <param name="WaitSeconds">An estimate.</param>
internal sealed record QueuePlace(int Position, int WaitSeconds);

internal sealed record ConversationView(
    string Id, HospitalRef Hospital, string State, ServingAgent? Agent, QueuePlace? Queue, bool InServiceHours, IReadOnlyList<Message> Messages, int LastNumber);

internal sealed record NewMessage(string? Text, Guid? ClientId);

/// <summary><paramref name="Reply"/> is null while a person or the queue has the turn.</summary>
internal sealed record SentMessage(int Number, int? ReplyNumber, Reply? Reply);

internal sealed record NewRating(string? Value, string? Comment);

internal sealed record NewHandoff(string? Reason);

internal sealed record HandoffAnswer(string State, bool InServiceHours, QueuePlace? Queue, string Text);

internal sealed record CloseRequest(int? Rating, string? Comment);

internal sealed record NewCallback(string? Phone, string? Text);

/// <summary>What the bot remembers between two messages. Holds values, never a patient's words.</summary>
/// <param name="Offered">What was offered last: a choice is understood by its text.</param>
internal sealed record BotContext(
    string? Intent, IReadOnlyList<SlotValue> Slots, FlowPlace? Flow, int Misses, IReadOnlyList<ReplyChoice> Offered)
{
    public static readonly BotContext Fresh = new(null, [], null, 0, []);
}

internal sealed record SlotValue(string Slot, string Value);

/// <summary>Where in a flow a patient is: the steps asked so far, the last one waiting for its answer.</summary>
internal sealed record FlowPlace(string Flow, string[] Asked);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(NewConversation))]
[JsonSerializable(typeof(OpenedConversation))]
[JsonSerializable(typeof(ConversationView))]
[JsonSerializable(typeof(NewMessage))]
[JsonSerializable(typeof(SentMessage))]
[JsonSerializable(typeof(NewRating))]
[JsonSerializable(typeof(NewHandoff))]
[JsonSerializable(typeof(HandoffAnswer))]
[JsonSerializable(typeof(CloseRequest))]
[JsonSerializable(typeof(NewCallback))]
[JsonSerializable(typeof(BotContext))]
[JsonSerializable(typeof(Reply))]
[JsonSerializable(typeof(ServiceHours))]
[JsonSerializable(typeof(Guid?))]
[JsonSerializable(typeof(bool?))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeAnswer>))]
internal sealed partial class SupportJson : JsonSerializerContext;
