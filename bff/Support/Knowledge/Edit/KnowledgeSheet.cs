using Bff.Platform.Sheets;

namespace Bff.Support.Knowledge.Edit;

/// <summary>
/// A part as a table, one row for each utterance: 意图 分类 阶段 问法 答案 服务 启用. Rows of two columns (label and text, as in training
/// files) are read too. Importing adds and changes, it never deletes.
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
                    intent.Name, i == 0 ? intent.Category : "", i == 0 ? intent.Phase ?? "" : "",
                    intent.Utterances.ElementAtOrDefault(i) ?? "", intent.Answers.ElementAtOrDefault(i)?.Text ?? "",
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
        var import = new SheetImport(part);
        if (rows.Count > MostRows) import.Errors.Add(new ImportError(MostRows, $"最多 {MostRows} 行。"));
        for (var line = 1; line <= Math.Min(rows.Count, MostRows) && import.Errors.Count < 100; line++)
        {
            var cells = rows[line - 1];
            if (cells.All(string.IsNullOrWhiteSpace) || (line == 1 && cells[0].Trim() == Head[0])) continue;
            import.Take(line, cells);
        }
        return (import.After, import.Report(rows.Count));
    }
}
