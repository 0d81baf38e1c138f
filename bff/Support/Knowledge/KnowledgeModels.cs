using System.Text.Json.Serialization;
using Chatbot.Danger;

namespace Bff.Support.Knowledge;

/// <summary>One thing patients ask about.</summary>
/// <param name="Name">Unique within the part; also what a patient is shown in "did you mean".</param>
/// <param name="Phase">before, during or after the visit; null when it does not matter.</param>
/// <param name="Answers">One or several; of several the one closest to the question is given.</param>
/// <param name="Utterances">How patients put it.</param>
/// <param name="Services">Codes of the services an answer offers.</param>
/// <param name="Enabled">A hospital switches an intent of the city off by an own one of the same name.</param>
internal sealed record KnowledgeIntent(
    string Name, string Category, string? Phase, IReadOnlyList<KnowledgeAnswer> Answers, IReadOnlyList<string> Utterances,
    IReadOnlyList<string> Services, bool Enabled);

/// <summary>An answer.</summary>
/// <param name="ValidFrom">First day on which it is given; null: without limit.</param>
/// <param name="ValidUntil">Last day; null: without limit.</param>
/// <param name="Channels">Channels in which it is given: h5, wechat, miniprogram, suishenban; null or none: in all.</param>
internal sealed record KnowledgeAnswer(
    string Text, DateOnly? ValidFrom = null, DateOnly? ValidUntil = null, IReadOnlyList<string>? Channels = null,
    IReadOnlyList<ReplyCard>? Cards = null);

/// <summary>A rich part of an answer.</summary>
/// <param name="Type">picture (url), phone (phone), place (place) or service (url).</param>
/// <param name="Title">What is shown.</param>
/// <param name="Url">An address of ours or https.</param>
/// <param name="Phone">A number to call.</param>
/// <param name="Place">A name that the guide finds.</param>
internal sealed record ReplyCard(string Type, string Title, string? Url = null, string? Phone = null, string? Place = null);

/// <summary>A service that answers and flows can open.</summary>
internal sealed record KnowledgeLink(string Code, string Name);

/// <summary>A name that fills a slot.</summary>
internal sealed record SlotWord(string Slot, string Value, IReadOnlyList<string> Aliases);

/// <summary>A guided talk, as data: it is offered with the answer of its intent and begins when its name is chosen.</summary>
internal sealed record Flow(string Name, string Intent, IReadOnlyList<FlowStep> Steps);

/// <summary>A step of a guided talk: it asks (choices, or a slot), or ends the flow with an answer.</summary>
/// <param name="Id">Unique within the flow.</param>
internal sealed record FlowStep(string Id)
{
    /// <summary>What is asked; with choices or for a slot.</summary>
    public string? Question { get; init; }

    /// <summary>Ends the flow with this answer.</summary>
    public string? Say { get; init; }

    /// <summary>What the answer fills. A slot that the patient has filled already is not asked again.</summary>
    public string? Slot { get; init; }

    public IReadOnlyList<FlowChoice>? Choices { get; init; }

    /// <summary>The step after a slot was filled.</summary>
    public string? Next { get; init; }

    /// <summary>Code of the service that the answer opens.</summary>
    public string? Service { get; init; }

    /// <summary>Slots that go into the service's address; null: all.</summary>
    public IReadOnlyList<string>? Parameters { get; init; }
}

/// <summary>Leads to another step, or out of the flow into an intent.</summary>
internal sealed record FlowChoice(string Text, string? Next = null, string? Jump = null);

/// <summary>Asked at every publish; without an intent it must not be answered.</summary>
internal sealed record RegressionQuestion(string Question, string? Intent);

/// <summary>Words that are heard as danger beside what is built in.</summary>
/// <param name="Kind">emergency or self-harm.</param>
/// <param name="Text">As patients write them, 2 to 30 characters; a star stands for up to six characters or words.</param>
internal sealed record DangerWords(string Kind, string Text)
{
    /// <summary>The kind of that name; anything else is an emergency, so that a phrase is never without effect.</summary>
    public static DangerKind Of(string kind) => kind == "self-harm" ? DangerKind.SelfHarm : DangerKind.Emergency;

    public static OwnPhrases Phrases(IEnumerable<DangerWords> words) => new(words.Select(w => new DangerPhrase(Of(w.Kind), w.Text)));
}

/// <summary>What a conversation opens with.</summary>
internal sealed record Opening(string Text, IReadOnlyList<string> Choices);

/// <summary>The whole knowledge of the city or of one hospital.</summary>
internal sealed record KnowledgePart(
    IReadOnlyList<KnowledgeIntent> Intents, IReadOnlyList<KnowledgeLink> Services, IReadOnlyList<IReadOnlyList<string>> Synonyms,
    IReadOnlyList<SlotWord> Slots, IReadOnlyList<Flow> Flows, IReadOnlyList<RegressionQuestion> Regression, Opening? Opening)
{
    public static readonly KnowledgePart Empty = new([], [], [], [], [], [], null);

    /// <summary>Phrases that are heard as danger beside what is built in; null, as in older versions: none.</summary>
    public IReadOnlyList<DangerWords>? Danger { get; init; }
}

[JsonSourceGenerationOptions(
    System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(KnowledgePart))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeAnswer>))]
[JsonSerializable(typeof(IReadOnlyList<KnowledgeLink>))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<string>>))]
[JsonSerializable(typeof(IReadOnlyList<SlotWord>))]
[JsonSerializable(typeof(IReadOnlyList<Flow>))]
[JsonSerializable(typeof(IReadOnlyList<RegressionQuestion>))]
[JsonSerializable(typeof(IReadOnlyList<DangerWords>))]
[JsonSerializable(typeof(Opening))]
internal sealed partial class KnowledgeJson : JsonSerializerContext;
