using System.Globalization;

namespace Bff.Support.Office;

/// <summary>One day by Shanghai's calendar.</summary>
internal sealed record SupportDay
{
    public required DateOnly Date { get; init; }

    public required int Conversations { get; init; }

    public required int Messages { get; init; }

    /// <summary>Conversations that no person was asked for.</summary>
    public required int SolvedByBot { get; init; }

    public required int HandedOff { get; init; }

    public required int RatedUp { get; init; }

    public required int RatedDown { get; init; }

    /// <summary>Median seconds from the wish to talk to a person to the first answer of one.</summary>
    public required double? MedianFirstAnswerS { get; init; }

    /// <summary>Conversations rated at their end.</summary>
    public required int Rated { get; init; }

    /// <summary>1 to 5, over the rated conversations.</summary>
    public required double? MeanStars { get; init; }
}

/// <summary>Conversations of one channel.</summary>
/// <param name="Channel">h5, wechat, miniprogram or suishenban.</param>
internal sealed record ChannelCount(string Channel, int Count);

/// <summary>Conversations rated with so many stars at their end.</summary>
internal sealed record StarCount(int Stars, int Count);

/// <summary>Conversations in which a person was asked for, for one reason.</summary>
internal sealed record ReasonCount(string Reason, int Count);

/// <summary>How often an intent was asked for.</summary>
/// <param name="Before">In the same number of days before.</param>
internal sealed record IntentCount(string Intent, int Count, int Before);

/// <summary>Figures of some days.</summary>
/// <param name="Coverage">Share in [0,1] of the bot's replies that answered; null without any.</param>
internal sealed record SupportStatistics(
    IReadOnlyList<SupportDay> Days, IReadOnlyList<ReasonCount> HandoffReasons, IReadOnlyList<IntentCount> TopQuestions,
    IReadOnlyList<IntentCount> Rising, double? Coverage, IReadOnlyList<StarCount> Stars, IReadOnlyList<ChannelCount> Channels)
{
    private static readonly string[] Head =
        ["日期", "会话", "消息", "机器人解决", "转人工", "好评", "差评", "人工首次答复中位秒数", "结束时评分人数", "平均星级"];

    /// <summary>The days as a table, with a head.</summary>
    public IEnumerable<IReadOnlyList<string>> Sheet()
    {
        yield return Head;
        foreach (var d in Days)
            yield return
            [
                d.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Text(d.Conversations), Text(d.Messages), Text(d.SolvedByBot),
                Text(d.HandedOff), Text(d.RatedUp), Text(d.RatedDown), Text(d.MedianFirstAnswerS, "F0"), Text(d.Rated),
                Text(d.MeanStars, "F2"),
            ];
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Text(double? number, string format) => number?.ToString(format, CultureInfo.InvariantCulture) ?? "";
}
