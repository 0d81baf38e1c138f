using Bff.Support.Knowledge;

namespace Bff.Support.Answering;

/// <summary>What kind of answer a reply is.</summary>
internal static class ReplyKind
{
    public const string Answer = "answer", Choices = "choices", Service = "service", Handoff = "handoff", Unknown = "unknown";
}

/// <summary>Something to tap.</summary>
/// <param name="Text">What is shown, and sent when it is tapped.</param>
/// <param name="Intent">The question it stands for; null when it is a command or a step of a guided talk.</param>
internal sealed record ReplyChoice(string Text, string? Intent = null);

/// <summary>A service with its parameters already in the address.</summary>
internal sealed record ReplyService(string Name, string Url);

/// <summary>What the bot says.</summary>
/// <param name="Kind">answer, choices, service, handoff or unknown.</param>
/// <param name="Text">What is shown to the patient.</param>
/// <param name="Intent">What the question was taken for.</param>
/// <param name="Confidence">In [0,1]; with an intent alone.</param>
/// <param name="Choices">Questions to tap.</param>
/// <param name="Services">Services to open.</param>
/// <param name="Cards">Pictures, numbers and places.</param>
internal sealed record Reply(
    string Kind, string Text, string? Intent, double? Confidence, IReadOnlyList<ReplyChoice> Choices, IReadOnlyList<ReplyService> Services,
    IReadOnlyList<ReplyCard> Cards);
