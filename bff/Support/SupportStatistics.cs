using System.Globalization;

namespace Bff.Support;

/// <summary>
/// One day. <paramref name="SolvedByBot"/> counts conversations that no person was asked for; <paramref name="MeanStars"/>, 1 to 5, is over the
/// <paramref name="Rated"/> conversations that were rated at their end.
/// </summary>
internal sealed record SupportDay(
    DateOnly Date, int Conversations, int Messages, int SolvedByBot, int HandedOff, int RatedUp, int RatedDown, double? MedianFirstAnswerS, int Rated, double? MeanStars);

/// <summary>Conversations of one channel, by <see cref="SupportChannel"/>.</summary>
internal sealed record ChannelCount(string Channel, int Count);

/// <summary>Conversations rated with so many stars at their end.</summary>
internal sealed record StarCount(int Stars, int Count);

internal sealed record ReasonCount(string Reason, int Count);

/// <summary><paramref name="Before"/>: the same number of days before.</summary>
internal sealed record IntentCount(string Intent, int Count, int Before);

/// <summary><paramref name="Coverage"/>: share in [0,1] of the bot's replies that answered; null without any.</summary>
internal sealed record SupportStatistics(
    IReadOnlyList<SupportDay> Days, IReadOnlyList<ReasonCount> HandoffReasons, IReadOnlyList<IntentCount> TopQuestions, IReadOnlyList<IntentCount> Rising, double? Coverage,
    IReadOnlyList<StarCount> Stars, IReadOnlyList<ChannelCount> Channels)
{
    /// <summary>The days as a table, with a head.</summary>
    public IEnumerable<IReadOnlyList<string>> Sheet()
    {
        yield return ["日期", "会话", "消息", "机器人解决", "转人工", "好评", "差评", "人工首次答复中位秒数", "结束时评分人数", "平均星级"];
        foreach (var d in Days)
            yield return
            [
                d.Date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), .. new[] { d.Conversations, d.Messages, d.SolvedByBot, d.HandedOff, d.RatedUp, d.RatedDown }.Select(n => n.ToString(CultureInfo.InvariantCulture)),
                d.MedianFirstAnswerS?.ToString("F0", CultureInfo.InvariantCulture) ?? "", d.Rated.ToString(CultureInfo.InvariantCulture),
                d.MeanStars?.ToString("F2", CultureInfo.InvariantCulture) ?? "",
            ];
    }
}
