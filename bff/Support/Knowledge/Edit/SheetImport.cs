using Chatbot.Text;

namespace Bff.Support.Knowledge.Edit;

/// <summary>A part under the rows of a file, one after the other.</summary>
internal sealed class SheetImport(KnowledgePart part)
{
    private const int MostDuplicates = 100;

    private readonly Dictionary<string, Draft> _intents = part.Intents.ToDictionary(i => i.Name, i => new Draft(i));

    /// <summary>The intent in which an utterance stands, by the utterance as the engine compares it.</summary>
    private readonly Dictionary<string, string> _known =
        part.Intents.SelectMany(i => i.Utterances.Select(u => (Normal: TextNormalizer.Normalize(u), i.Name)))
            .GroupBy(u => u.Normal).ToDictionary(g => g.Key, g => g.First().Name);

    private readonly List<string> _created = [];
    private readonly SortedSet<string> _changed = new(StringComparer.Ordinal);
    private readonly List<SameUtterance> _duplicates = [];
    private int _utterances;

    public List<ImportError> Errors { get; } = [];

    public KnowledgePart After =>
        part with { Intents = [.. _intents.Values.Select(i => i.ToIntent()).OrderBy(i => i.Name, StringComparer.Ordinal)] };

    /// <param name="rows">Rows of the file.</param>
    public ImportAnswer Report(int rows) => new(false, rows, _created, _utterances, [.. _changed], _duplicates, Errors);

    /// <summary>Takes a row in.</summary>
    /// <param name="line">From 1.</param>
    public void Take(int line, string[] cells)
    {
        var (name, text) = (Cell(cells, 0), Cell(cells, cells.Length == 2 ? 1 : 3));
        if (!ShortText.IsLine(name, 60) || (text.Length > 0 && !PlainText.IsText(text, 500)))
        {
            Errors.Add(new ImportError(line, name.Length == 0 ? "缺少意图名称。" : "意图应为 1 到 60 个字，问法不超过 500 个字。"));
            return;
        }
        if (!_intents.TryGetValue(name, out var intent))
        {
            _intents.Add(name, intent = new Draft(new KnowledgeIntent(name, "", null, [], [], [], true)));
            _created.Add(name);
        }
        if (cells.Length > 2 && Change(intent, cells) is { } error) Errors.Add(new ImportError(line, error));
        if (intent.AnswersChanged) _changed.Add(name);
        AddUtterance(intent, name, text);
    }

    private void AddUtterance(Draft intent, string name, string text)
    {
        var normal = TextNormalizer.Normalize(text);
        if (normal.Length == 0) return;
        if (_known.TryGetValue(normal, out var home))
        {
            if (home == name) return;
            if (_duplicates.Count < MostDuplicates) _duplicates.Add(new SameUtterance(text, home));
        }
        _known.TryAdd(normal, name);
        intent.Utterances.Add(text);
        _utterances++;
    }

    private static string? Change(Draft intent, string[] cells)
    {
        if (Cell(cells, 1) is { Length: > 0 } category) intent.Category = category;
        if (Cell(cells, 2) is { Length: > 0 } phase) intent.Phase = phase;
        if (Cell(cells, 5) is { Length: > 0 } services) intent.Services = services.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (Cell(cells, 6) is { Length: > 0 } enabled) intent.Enabled = enabled is not ("否" or "FALSE");
        if (Cell(cells, 4) is { Length: > 0 } answer && !intent.Answers.Exists(a => a.Text == answer))
        {
            intent.Answers.Add(new KnowledgeAnswer(answer));
            intent.AnswersChanged = true;
        }
        if (intent.Category.Length > 30) return "分类最多 30 个字。";
        if (intent.Phase is not (null or "before" or "during" or "after")) return "阶段应为 before、during 或 after。";
        return intent.Answers.Exists(a => a.Text.Length > 2000) ? "答案最多 2000 个字。" : null;
    }

    private static string Cell(string[] cells, int i) => i < cells.Length ? cells[i].Trim() : "";

    private sealed class Draft(KnowledgeIntent intent)
    {
        public string Category { get; set; } = intent.Category;
        public string? Phase { get; set; } = intent.Phase;
        public List<KnowledgeAnswer> Answers { get; } = [.. intent.Answers];
        public List<string> Utterances { get; } = [.. intent.Utterances];
        public IReadOnlyList<string> Services { get; set; } = intent.Services;
        public bool Enabled { get; set; } = intent.Enabled;
        public bool AnswersChanged { get; set; }

        public KnowledgeIntent ToIntent() => new(intent.Name, Category, Phase, Answers, Utterances, Services, Enabled);
    }
}
