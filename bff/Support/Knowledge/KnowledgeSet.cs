using System.Collections.Frozen;
using Chatbot;
using Chatbot.Danger;
using Chatbot.Model;
using Chatbot.Text;
using Chatbot.Training;
using Chatbot.Words;

namespace Bff.Support.Knowledge;

/// <summary>
/// What one hospital's bot knows: the city's part with the hospital's own laid over it, and the model trained from exactly that.
/// Immutable, so that a question is answered from one version throughout, and a new one is taken into use by replacing a reference.
/// </summary>
internal sealed class KnowledgeSet
{
    private readonly FrozenDictionary<string, KnowledgeIntent> _intents;
    private readonly FrozenDictionary<string, string> _intentsByWords;
    private readonly FrozenDictionary<string, Flow> _flowsByWords, _flowsByIntent;
    private readonly FrozenDictionary<string, AnswerIndex> _indexes;
    private readonly FrozenDictionary<string, KnowledgeLink> _services, _servicesByWords;

    /// <param name="model">Null when there is nothing to learn from: then every question is unknown.</param>
    public KnowledgeSet(KnowledgePart merged, IntentModel? model, string version)
    {
        Part = merged;
        Model = model;
        Version = version;
        _intents = merged.Intents.ToFrozenDictionary(i => i.Name, StringComparer.Ordinal);
        _intentsByWords = ByWords(merged.Intents, i => i.Name).ToFrozenDictionary(p => p.Key, p => p.Value.Name, StringComparer.Ordinal);
        _flowsByWords = ByWords(merged.Flows, f => f.Name).ToFrozenDictionary(StringComparer.Ordinal);
        _flowsByIntent = merged.Flows.GroupBy(f => f.Intent).ToFrozenDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);
        _services = merged.Services.ToFrozenDictionary(s => s.Code, StringComparer.Ordinal);
        _servicesByWords = ByWords(merged.Services, s => s.Name).ToFrozenDictionary(StringComparer.Ordinal);
        _indexes = merged.Intents.Where(i => i.Answers.Count > 1)
            .ToFrozenDictionary(i => i.Name, i => new AnswerIndex([.. i.Answers.Select(a => a.Text)]), StringComparer.Ordinal);
        Slots = new SlotFiller(merged.Slots.Select(s => new SlotEntry(s.Slot, s.Value, s.Aliases)));
        Globals = new GlobalIntents([.. GlobalIntents.Default, Complaints]);
        Danger = merged.Danger is { Count: > 0 } own
            ? new DangerDetector(DangerWords.Phrases(own)) : BuiltIn;
    }

    /// <summary>A complaint is answered and handed to a person.</summary>
    public const string Complaint = "complaint";

    private static readonly DangerDetector BuiltIn = new();

    private static readonly GlobalIntent Complaints = new(
        Complaint,
        [
            "我要投诉", "投诉你们", "投诉医生", "投诉护士", "投诉*态度", "要举报", "态度恶劣", "态度太差", "态度很差", "太不负责", "欺骗患者",
            "医疗事故", "要个说法",
        ],
        []);

    public KnowledgePart Part { get; }

    public IntentModel? Model { get; }

    /// <summary>City and own version, <c>12</c> or <c>12.3</c>.</summary>
    public string Version { get; }

    /// <summary>The same knowledge under the version it was published as.</summary>
    public KnowledgeSet As(string version) => new(Part, Model, version);

    public SlotFiller Slots { get; }

    public GlobalIntents Globals { get; }

    /// <summary>What hears danger: always on, whatever else the set knows.</summary>
    public DangerDetector Danger { get; }

    public Prediction Classify(string text) => Model?.Classify(text) ?? Prediction.Nothing;

    public KnowledgeIntent? Intent(string name) => _intents.GetValueOrDefault(name);

    /// <summary>The intent whose very name was written.</summary>
    public KnowledgeIntent? IntentNamed(string normal) => _intentsByWords.TryGetValue(normal, out var name) ? _intents[name] : null;

    public Flow? FlowNamed(string normal) => _flowsByWords.GetValueOrDefault(normal);

    public Flow? FlowOf(string intent) => _flowsByIntent.GetValueOrDefault(intent);

    public Flow? Flow(string name) => Part.Flows.FirstOrDefault(f => f.Name == name);

    public KnowledgeLink? Service(string code) => _services.GetValueOrDefault(code);

    public KnowledgeLink? ServiceNamed(string normal) => _servicesByWords.GetValueOrDefault(normal);

    /// <summary>The answer to give today in this channel, of several the one closest to the question; null when none is valid.</summary>
    public KnowledgeAnswer? Answer(KnowledgeIntent intent, string question, DateOnly today, string channel)
    {
        bool Valid(KnowledgeAnswer a) =>
            (a.ValidFrom is null || a.ValidFrom <= today) && (a.ValidUntil is null || a.ValidUntil >= today)
            && (a.Channels is not { Count: > 0 } || a.Channels.Contains(channel));
        if (!_indexes.TryGetValue(intent.Name, out var index)) return intent.Answers.FirstOrDefault(Valid);
        return index.Rank(question).Select(r => intent.Answers[r.Answer]).FirstOrDefault(Valid);
    }

    /// <summary>The hospital's part laid over the city's.</summary>
    public static KnowledgePart Merge(KnowledgePart city, KnowledgePart own) => new(
        [.. Over(city.Intents, own.Intents, i => i.Name).Where(i => i.Enabled).OrderBy(i => i.Name, StringComparer.Ordinal)],
        [.. Over(city.Services, own.Services, s => s.Code)],
        [.. city.Synonyms, .. own.Synonyms],
        [.. own.Slots, .. city.Slots],
        [.. Over(city.Flows, own.Flows, f => f.Name)],
        [.. Over(city.Regression, own.Regression, r => r.Question)],
        own.Opening ?? city.Opening)
    {
        Danger = city.Danger is null ? own.Danger : own.Danger is null ? city.Danger : [.. city.Danger, .. own.Danger],
    };

    /// <summary>What a model learns from.</summary>
    public static (IReadOnlyList<LabelledText> Examples, SynonymTable Synonyms) Lessons(KnowledgePart merged) =>
        ([.. merged.Intents.SelectMany(i => i.Utterances.Select(u => new LabelledText(i.Name, u)))], new SynonymTable(merged.Synonyms));

    /// <summary>Trains on the calling thread; null when no utterance can be read.</summary>
    public static TrainingResult? Train(KnowledgePart merged)
    {
        var (examples, synonyms) = Lessons(merged);
        return examples.Any(e => TextNormalizer.Normalize(e.Text).Length > 0) ? IntentTrainer.Train(examples, synonyms: synonyms) : null;
    }

    private static IEnumerable<T> Over<T>(IReadOnlyList<T> city, IReadOnlyList<T> own, Func<T, string> key)
    {
        var replaced = own.Select(key).ToHashSet(StringComparer.Ordinal);
        return city.Where(c => !replaced.Contains(key(c))).Concat(own);
    }

    private static IEnumerable<KeyValuePair<string, T>> ByWords<T>(IEnumerable<T> items, Func<T, string> name) =>
        items.GroupBy(i => TextNormalizer.Normalize(name(i))).Where(g => g.Key.Length > 0)
            .Select(g => KeyValuePair.Create(g.Key, g.First()));
}
