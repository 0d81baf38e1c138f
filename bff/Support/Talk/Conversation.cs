using Bff.Accounts.Contract;
using Bff.Support.Answering;
using Chatbot.Danger;

namespace Bff.Support.Talk;

/// <summary>Whose turn it is.</summary>
internal static class ConversationState
{
    public const string Bot = "bot", Queue = "queue", Agent = "agent", Closed = "closed";
}

/// <summary>
/// Where a patient reads: pages in any browser, the WeChat official account, the WeChat mini-program, the city's Suishenban (随申办).
/// </summary>
internal static class SupportChannel
{
    public const string H5 = "h5", WeChat = "wechat", MiniProgram = "miniprogram", Suishenban = "suishenban";

    public static bool IsKnown(string channel) => channel is H5 or WeChat or MiniProgram or Suishenban;
}

/// <summary>A conversation as the next message finds it. Whoever holds one has read it within his reach.</summary>
/// <param name="Channel">One of <see cref="SupportChannel"/>.</param>
/// <param name="Known">Number under which this client id is in the log already.</param>
internal sealed record Turn(
    Guid HospitalId, string HospitalCode, string Channel, string State, int LastNumber, BotContext Context, int? Known, Guid PatientId);

/// <summary>A line to be written.</summary>
internal sealed record Line(
    string Author, string Text, string AuthorName = "", Guid? AuthorId = null, Reply? Reply = null, Guid? ClientId = null);

/// <summary>One exchange with the bot as it is written to the log.</summary>
/// <param name="Context">What the bot remembers from now on.</param>
/// <param name="Handoff">Why a person takes over, one of <see cref="HandoffReason"/>; null: the bot goes on.</param>
/// <param name="Missed">The masked question, when it was not answered.</param>
/// <param name="Danger">What was heard in the patient's line.</param>
internal sealed record Exchange(Line Patient, Line Bot, BotContext Context, string? Handoff, string? Missed, HeardDanger? Danger = null);

/// <summary>A conversation to be opened; its first line is the bot's.</summary>
internal sealed record Opened(Guid Id, Guid PatientId, string HospitalCode, string? Topic, string Channel, BotContext Context, Line First);

/// <summary>Where a conversation stands now.</summary>
internal sealed record ConversationRow(
    Guid Id, Guid HospitalId, HospitalRef Hospital, string State, string? AgentName, int LastNumber, QueuePlace? Queue);

/// <summary>Whom to call, about what. Both texts are stored encrypted.</summary>
internal sealed record Callback(Guid Id, Guid ConversationId, Guid HospitalId, string Phone, string Text);
