namespace Bff.Support.Knowledge.Edit;

/// <summary>What editors send in, checked before it is stored. A fault is a sentence for people.</summary>
internal static class KnowledgeChecks
{
    private const int MostItems = 2000;
    private static readonly string[] Cards = ["picture", "phone", "place", "service"];

    public static List<(string Field, string Message)> Intent(IntentBody body)
    {
        var errors = new List<(string, string)>();
        if (!ShortText.IsLine(body.Name, 60) || body.Name!.Contains('/')) errors.Add(("name", "应为 1 到 60 个字，不含斜杠。"));
        if (body.Category is { } c && c.Length > 0 && !ShortText.IsLine(c, 30)) errors.Add(("category", "最多 30 个字。"));
        if (body.Phase is not (null or "before" or "during" or "after")) errors.Add(("phase", "应为 before、during 或 after。"));
        if (body.Utterances is { } u && (u.Count > MostItems || u.Any(t => !Text(t, 500))))
            errors.Add(("utterances", "最多 2000 条，每条 1 到 500 个字。"));
        if (body.Services is { } s && (s.Count > 20 || s.Any(t => !ShortText.IsLine(t, 40)))) errors.Add(("services", "最多 20 项。"));
        if (body.Answers is { } a && (a.Count > 50 || a.Any(Wrong)))
            errors.Add(("answers", "最多 50 条，每条 1 到 2000 个字；卡片的链接应以 https:// 或 / 开头。"));
        return errors;
    }

    public static KnowledgeIntent Read(IntentBody body) => new(
        body.Name!.Trim(), body.Category?.Trim() ?? "", body.Phase, body.Answers ?? [], body.Utterances ?? [], body.Services ?? [],
        body.Enabled ?? true);

    public static string? Links(IReadOnlyList<KnowledgeLink> body)
    {
        if (Many(body) is { } many) return many;
        if (body.Any(s => !ShortText.IsLine(s.Code, 40) || !ShortText.IsLine(s.Name, 40))) return "每项要有 code 和 name。";
        return body.DistinctBy(s => s.Code).Count() < body.Count ? "code 不能重复。" : null;
    }

    public static string? Synonyms(IReadOnlyList<IReadOnlyList<string>> body) =>
        Many(body) ?? (body.Any(g => g is not { Count: >= 2 and <= 50 } || g.Any(w => !ShortText.IsLine(w, 40)))
            ? "每组 2 到 50 个词，每个词 1 到 40 个字。" : null);

    public static string? Slots(IReadOnlyList<SlotWord> body) => Many(body) ?? (body.Any(Wrong) ? "每项要有 slot、value 和 aliases。" : null);

    public static string? Regression(IReadOnlyList<RegressionQuestion> body) =>
        Many(body) ?? (body.Any(q => !Text(q.Question, 500)) ? "每个问题 1 到 500 个字。" : null);

    public static string? Opening(Opening body) =>
        !Text(body.Text, 500) || body.Choices is not { Count: <= 12 } || body.Choices.Any(c => !ShortText.IsLine(c, 30))
            ? "开场白 1 到 500 个字，最多 12 个按钮。" : null;

    /// <summary>Every step must be reachable by name and lead somewhere: a patient must never be stuck.</summary>
    public static string? Flows(IReadOnlyList<Flow> body)
    {
        if (Many(body) is { } many) return many;
        if (body.DistinctBy(f => f.Name).Count() < body.Count) return "流程名称不能重复。";
        foreach (var flow in body)
        {
            if (!ShortText.IsLine(flow.Name, 60) || !ShortText.IsLine(flow.Intent, 60) || flow.Steps is not { Count: >= 1 and <= 100 })
                return "每个流程要有名称、意图和 1 到 100 个步骤。";
            var ids = flow.Steps.Select(s => s.Id).ToHashSet();
            if (ids.Count < flow.Steps.Count) return $"流程“{flow.Name}”的步骤编号重复。";
            foreach (var step in flow.Steps)
                if (Fault(step, ids) is { } fault) return $"流程“{flow.Name}”的步骤“{step.Id}”：{fault}";
        }
        return null;
    }

    private static string? Fault(FlowStep step, HashSet<string> ids)
    {
        if (step.Say is not null) return Text(step.Say, 2000) ? null : "答复应为 1 到 2000 个字。";
        if (!Text(step.Question, 500)) return "要有问题（question）或答复（say）。";
        if (step.Choices is not { Count: > 0 } && step.Slot is null) return "问题要有选项（choices）或要填的内容（slot）。";
        if (step.Slot is not null && step.Next is null) return "填好之后要有下一步（next）。";
        if (step.Choices is { } choices && choices.Any(c => !ShortText.IsLine(c.Text, 60) || (c.Next is null) == (c.Jump is null)))
            return "每个选项要有文字，以及 next 或 jump 之一。";
        var missing = (step.Choices ?? []).Select(c => c.Next).Append(step.Next).OfType<string>().FirstOrDefault(n => !ids.Contains(n));
        return missing is null ? null : $"没有步骤“{missing}”。";
    }

    private static bool Wrong(SlotWord word) =>
        !ShortText.IsLine(word.Slot, 30) || !ShortText.IsLine(word.Value, 60) || word.Aliases is not { Count: <= 50 } || word.Aliases.Any(a => !ShortText.IsLine(a, 60));

    private static bool Wrong(KnowledgeAnswer answer) =>
        !Text(answer.Text, 2000) || answer.ValidFrom > answer.ValidUntil || answer.Channels is { Count: > 10 }
        || (answer.Cards is { } cards && (cards.Count > 10 || cards.Any(Wrong)));

    /// <summary>An address that a page would open: ours or https, never a script.</summary>
    private static bool Wrong(ReplyCard card) =>
        !Cards.Contains(card.Type) || !ShortText.IsLine(card.Title, 60)
        || (card.Url is { } url && (url.Length > 500 || !PageAddress.MayOpen(url)))
        || (card.Phone is { } phone && (phone.Length > 20 || phone.Any(c => !char.IsAsciiDigit(c) && c is not ('-' or '+'))));

    private static string? Many<T>(IReadOnlyList<T> body) =>
        body.Count > MostItems ? $"最多 {MostItems} 项。" : body.Any(i => i is null) ? "不能有空项。" : null;

    private static bool Text(string? text, int longest) => PlainText.IsText(text, longest);
}
