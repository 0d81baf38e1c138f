using System.Text.Json.Serialization;

namespace Bff.Support.Knowledge;

/// <summary>One thing patients ask about.</summary>
/// <param name="Name">Unique within the part; also what a patient is shown in "did you mean".</param>
/// <param name="Phase">before, during or after the visit; null when it does not matter.</param>
/// <param name="Answers">One or several; of several the one closest to the question is given.</param>
/// <param name="Utterances">How patients put it.</param>
/// <param name="Services">Codes of the services an answer offers.</param>
/// <param name="Enabled">A hospital switches an intent of the city off by an own one of the same name.</param>
internal sealed record KnowledgeIntent(
    string Name, string Category, string? Phase, IReadOnlyList<KnowledgeAnswer> Answers, IReadOnlyList<string> Utterances, IReadOnlyList<string> Services, bool Enabled);

/// <summary>An answer, valid on the days from <paramref name="ValidFrom"/> to <paramref name="ValidUntil"/> and in the named channels; null is without limit.</summary>
internal sealed record KnowledgeAnswer(
    string Text, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, IReadOnlyList<string>? Channels = null, IReadOnlyList<ReplyCard>? Cards = null);

/// <summary>A service that answers and flows can open.</summary>
internal sealed record KnowledgeLink(string Code, string Name);

/// <summary>A name that fills a slot.</summary>
internal sealed record SlotWord(string Slot, string Value, IReadOnlyList<string> Aliases);

/// <summary>A guided talk, as data: it is offered with the answer of its intent and begins when its name is chosen.</summary>
internal sealed record Flow(string Name, string Intent, IReadOnlyList<FlowStep> Steps);

/// <summary>
/// A step asks (<paramref name="Question"/>, with choices or for a slot) or ends the flow (<paramref name="Say"/>, opening a service with parameters).
/// A slot that the patient has filled already is not asked again.
/// </summary>
internal sealed record FlowStep(
    string Id, string? Question = null, string? Say = null, string? Slot = null, IReadOnlyList<FlowChoice>? Choices = null, string? Next = null, string? Service = null,
    IReadOnlyList<string>? Parameters = null);

/// <summary>Leads to another step, or out of the flow into an intent.</summary>
internal sealed record FlowChoice(string Text, string? Next = null, string? Jump = null);

/// <summary>Asked at every publish; without an intent it must not be answered.</summary>
internal sealed record RegressionQuestion(string Question, string? Intent);

/// <summary>What a conversation opens with.</summary>
internal sealed record Opening(string Text, IReadOnlyList<string> Choices);

/// <summary>The whole knowledge of the city or of one hospital.</summary>
internal sealed record KnowledgePart(
    IReadOnlyList<KnowledgeIntent> Intents, IReadOnlyList<KnowledgeLink> Services, IReadOnlyList<IReadOnlyList<string>> Synonyms, IReadOnlyList<SlotWord> Slots,
    IReadOnlyList<Flow> Flows, IReadOnlyList<RegressionQuestion> Regression, Opening? Opening)
{
    public static readonly KnowledgePart Empty = new([], [], [], [], [], [], null);
}

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KnowledgePart))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeLink>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
[JsonSerializable(typeof(IReadOnlyList<SlotWord>))]
[JsonSerializable(typeof(IReadOnlyList<Flow>))]
[JsonSerializable(typeof(IReadOnlyList<RegressionQuestion>))]
[JsonSerializable(typeof(Opening))]
internal sealed partial class KnowledgeJson : JsonSerializerContext;
