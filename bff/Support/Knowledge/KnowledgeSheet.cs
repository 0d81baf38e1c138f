using Bff.Platform.Sheets;
using Chatbot.Text;

namespace Bff.Support.Knowledge;

/// <summary>
/// A part as a table, one row for each utterance: 意图 分类 阶段 问法 答案 服务 启用. Rows of two columns (label and text, as in training files) are read too.
/// Importing adds and changes, it never deletes.
/// </summary>
internal static class KnowledgeSheet
{
    private const int MostRows = 200_000;
    private static readonly string[] Head = ["意图", "分类", "阶段", "问法", "答案", "服务", "启用"];

    public static IEnumerable<IReadOnlyList<string>> Rows(KnowledgePart part)
    {
        yield return Head;
        foreach (var intent in part.Intents)
            for (var i = 0; i < Math.Max(1, Math.Max(intent.Utterances.Count, intent.Answers.Count)); i++)
                yield return
                [
                    intent.Name, i == 0 ? intent.Category : "", i == 0 ? intent.Phase ?? "" : "", intent.Utterances.ElementAtOrDefault(i) ?? "", intent.Answers.ElementAtOrDefault(i)?.Text ?? "",
                    i == 0 ? string.Join(' ', intent.Services) : "", i == 0 ? intent.Enabled ? "是" : "否" : "",
                ];
    }

    /// <summary>The rows of a file, one more than are taken in at most.</summary>
    /// <exception cref="UnreadableSheetException">Not of this format.</exception>
    public static List<string[]> Read(string format, byte[] file)
    {
        var rows = format switch { "xlsx" => SheetXlsx.Read(file), "csv" => SheetText.ReadCsv(file), _ => SheetText.ReadTsv(file) };
        return [.. rows.Take(MostRows + 1)];
    }

    /// <summary>Lays the rows over a part.</summary>
    public static (KnowledgePart Part, ImportAnswer Report) Apply(KnowledgePart part, IReadOnlyList<string[]> rows)
    {
        var errors = new List<ImportError>();
        var intents = part.Intents.ToDictionary(i => i.Name, i => new Draft(i));
        var known = part.Intents.SelectMany(i => i.Utterances.Select(u => (Normal: TextNormalizer.Normalize(u), i.Name))).GroupBy(u => u.Normal).ToDictionary(g => g.Key, g => g.First().Name);
        var (created, changed, duplicates, utterances) = (new List<string>(), new SortedSet<string>(StringComparer.Ordinal), new List<SameUtterance>(), 0);
        if (rows.Count > MostRows) errors.Add(new ImportError(MostRows, $"最多 {MostRows} 行。"));
        for (var line = 1; line <= Math.Min(rows.Count, MostRows) && errors.Count < 100; line++)
        {
            var cells = rows[line - 1];
            if (cells.All(string.IsNullOrWhiteSpace) || (line == 1 && cells[0].Trim() == Head[0])) continue;
            string Cell(int i) => i < cells.Length ? cells[i].Trim() : "";
            var (name, text) = (Cell(0), cells.Length == 2 ? Cell(1) : Cell(3));
            if (!SupportService.IsText(name, 60) || (text.Length > 0 && !SupportService.IsText(text, 500)))
            {
                errors.Add(new ImportError(line, name.Length == 0 ? "缺少意图名称。" : "意图应为 1 到 60 个字，问法不超过 500 个字。"));
                continue;
            }
            if (!intents.TryGetValue(name, out var intent))
            {
                intents.Add(name, intent = new Draft(new KnowledgeIntent(name, "", null, [], [], [], true)));
                created.Add(name);
            }
            if (cells.Length > 2 && Change(intent, Cell) is { } error) errors.Add(new ImportError(line, error));
            if (intent.AnswersChanged) changed.Add(name);
            var normal = TextNormalizer.Normalize(text);
            if (normal.Length == 0) continue;
            if (known.TryGetValue(normal, out var home))
            {
                if (home != name && duplicates.Count < 100) duplicates.Add(new SameUtterance(text, home));
                if (home == name) continue;
            }
            known.TryAdd(normal, name);
            intent.Utterances.Add(text);
            utterances++;
        }
        var after = part with { Intents = [.. intents.Values.Select(i => i.ToIntent()).OrderBy(i => i.Name, StringComparer.Ordinal)] };
        return (after, new ImportAnswer(false, rows.Count, created, utterances, [.. changed], duplicates, errors));
    }

    private static string? Change(Draft intent, Func<int, string> cell)
    {
        if (cell(1) is { Length: > 0 } category) intent.Category = category;
        if (cell(2) is { Length: > 0 } phase) intent.Phase = phase;
        if (cell(5) is { Length: > 0 } services) intent.Services = services.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (cell(6) is { Length: > 0 } enabled) intent.Enabled = enabled is not ("否" or "FALSE");
        if (cell(4) is { Length: > 0 } answer && !intent.Answers.Exists(a => a.Text == answer))
        {
            intent.Answers.Add(new KnowledgeAnswer(answer));
            intent.AnswersChanged = true;
        }
        return intent.Category.Length > 30 ? "分类最多 30 个字。" : intent.Phase is not (null or "before" or "during" or "after") ? "阶段应为 before、during 或 after。" : intent.Answers.Exists(a => a.Text.Length > 2000) ? "答案最多 2000 个字。" : null;
    }

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
