using Bff.Support.Answering;

namespace Bff.Support.Talk;

/// <summary>What the house says to patients in a conversation, beside the bot's answers.</summary>
internal static class TalkTexts
{
    public const string Connecting = "已为您转接人工客服，请稍候。";

    public const string AlreadyWaiting = "您已在排队中，请稍候。";

    public const string AgentServes = "人工客服正在为您服务。";

    public const string AlreadyEnded = "会话已结束，请新开一个会话。";

    public const string Ended = "会话已结束，感谢您的使用。";

    public const string OutOfHours = "现在不在人工服务时间，请留下电话和问题，工作人员会给您回电。";

    public const string NotHelped = "抱歉，没有帮到您。" + OutOfHours;

    public const string HoursEnded =
        "人工客服已经下班，您已退出排队。请留下电话和问题，上班后工作人员会给您回电；也可以继续问我。身体不适很急，请拨打120。";

    /// <param name="phone">Shown with its last four digits alone.</param>
    public static string CallbackKept(string phone) => $"已记下您的电话（{Masking.Number(phone)}）和问题，上班后工作人员会给您回电。";

    /// <summary>A hand-off that nobody takes now: the page lets the patient leave a number.</summary>
    public static Line Offer(string text) => new("bot", text, Reply: new Reply(ReplyKind.Handoff, text, null, null, [], [], []));
}
