using Chatbot.Danger;

namespace Bff.Support.Answering;

/// <summary>What the bot remembers between two messages. Holds values, never a patient's words.</summary>
/// <param name="Offered">What was offered last: a choice is understood by its text.</param>
internal sealed record BotContext(
    string? Intent, IReadOnlyList<SlotValue> Slots, FlowPlace? Flow, int Misses, IReadOnlyList<ReplyChoice> Offered)
{
    public static readonly BotContext Fresh = new(null, [], null, 0, []);
}

/// <summary>What a patient has said of a slot, such as the department.</summary>
internal sealed record SlotValue(string Slot, string Value);

/// <summary>Where in a flow a patient is: the steps asked so far, the last one waiting for its answer.</summary>
internal sealed record FlowPlace(string Flow, string[] Asked);

/// <summary>Where and when a question is asked.</summary>
/// <param name="HospitalCode">Goes into the address of every service.</param>
/// <param name="Channel">An answer may be for some channels only: h5, miniprogram, suishenban.</param>
internal sealed record BotSituation(string HospitalCode, DateOnly Today, string Channel);

/// <summary>What the bot says to one message, what it then remembers, and whether a person should take over.</summary>
internal sealed record BotTurn(Reply Reply, BotContext Context, string? Handoff = null)
{
    /// <summary>The danger that it answers.</summary>
    public HeardDanger? Danger { get; init; }
}
