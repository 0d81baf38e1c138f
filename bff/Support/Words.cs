using Bff.Support.Desk;
using Bff.Support.Knowledge;
using Bff.Support.Knowledge.Publish;
using Bff.Support.Knowledge.Review;
using Bff.Support.Live;
using Bff.Support.Office;
using Bff.Support.Talk;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.SignalR;

namespace Bff.Support;

/// <summary>A refusal as callers get it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code; all that the live line says.</param>
/// <param name="Title">One sentence for people.</param>
internal readonly record struct Refused(int Status, string Code, string Title)
{
    public ProblemHttpResult Problem => Problems.Of(Status, Code, Title);

    public HubException OnTheLine => new(Code);
}

/// <summary>The slice's words for no: every refusal with its status, stable code and title.</summary>
internal static class Words
{
    public static Refused Of(TalkRefusal refusal) => refusal switch
    {
        TalkRefusal.ConversationUnknown => new(404, "support.conversation_unknown", "没有这个会话。"),
        TalkRefusal.MessageUnknown => new(404, "support.message_unknown", "没有这条可以评价的消息。"),
        TalkRefusal.HospitalUnknown => new(404, "support.hospital_unknown", "没有这家医院。"),
        TalkRefusal.ConversationClosed => new(409, "support.conversation_closed", "会话已结束，请新开一个会话。"),
        TalkRefusal.TextInvalid => new(400, "support.text_invalid", "消息应为 1 到 2000 个字。"),
        TalkRefusal.TooMany => new(429, "support.too_many", "发送太频繁，请稍后再试。"),
    };

    public static Refused Of(DeskRefusal refusal) => refusal switch
    {
        DeskRefusal.Away => new(409, "support.agent_away", "您现在是“离开”，先切换到“在线”。"),
        DeskRefusal.Full => new(409, "support.max_chats", "您的对话数已满，先结束一个再接入。"),
        DeskRefusal.NotYours => new(409, "support.not_your_chat", "这个对话已经不在您手里了。"),
        DeskRefusal.TargetBusy => new(409, "support.target_busy", "对方不在线或对话已满，请换一位。"),
    };

    public static Refused Of(LineRefusal refusal) => refusal switch
    {
        LineRefusal.NotForYou => new(403, "request.forbidden", "没有权限。"),
        LineRefusal.StatusUnknown => new(400, "support.status_unknown", "状态应为 online 或 away。"),
        LineRefusal.TransferTarget => new(400, "support.transfer_target", "请选择转给哪位客服或哪个技能组。"),
        LineRefusal.TooManyJoined => new(429, "support.too_many_joined", "打开的会话太多，请刷新页面。"),
    };

    public static Refused Of(OfficeRefusal refusal) => refusal switch
    {
        OfficeRefusal.HospitalUnknown => Of(TalkRefusal.HospitalUnknown),
        OfficeRefusal.CannedUnknown => new(404, "support.canned_unknown", "没有这条常用语。"),
        OfficeRefusal.CallbackUnknown => new(404, "support.callback_unknown", "没有这条待回电的留言。"),
    };

    public static Refused Of(KnowledgeRefusal refusal) => refusal switch
    {
        KnowledgeRefusal.HospitalUnknown => Of(TalkRefusal.HospitalUnknown),
        KnowledgeRefusal.IntentUnknown => new(404, "support.intent_unknown", "没有这个意图。"),
        KnowledgeRefusal.IntentTaken => new(409, "support.intent_taken", "已有同名的意图。"),
        KnowledgeRefusal.UnansweredUnknown => new(404, "support.unanswered_unknown", "没有这组问题，或者没有这个意图。"),
        KnowledgeRefusal.NothingToLearn => new(422, "support.nothing_to_learn", "还没有可以学习的问法。"),
    };

    /// <summary>A file that cannot be read; why is said by what reads sheets.</summary>
    public static Refused Of(Platform.Sheets.UnreadableSheetException unreadable) =>
        new(422, "support.file_unreadable", unreadable.Sentence);

    public static Refused Of(PublishRefusal refusal) => refusal switch
    {
        PublishRefusal.Overtaken => new(409, "support.publish_overtaken", "刚刚有人发布了新版本，请刷新后再试。"),
        PublishRefusal.Unreviewed =>
            new(409, "support.review_missing", "本机构发布前需要审核：请先送审，由另一位编辑通过；通过之后草稿又有改动的，要重新送审。"),
        PublishRefusal.VersionUnknown => new(404, "support.version_unknown", "没有这个版本。"),
    };

    public static Refused Of(ReviewRefusal refusal) => refusal switch
    {
        ReviewRefusal.Gone => new(409, "support.review_gone", "这次送审已有结论，或者已有更新的送审，请刷新。"),
        ReviewRefusal.Own => new(409, "support.review_own", "自己送审的草稿要由另一位编辑审核。"),
        ReviewRefusal.Outdated => new(409, "support.review_outdated", "送审之后草稿又有改动，请重新送审。"),
        ReviewRefusal.AdminOnly => new(403, "support.admin_only", "是否要求审核由管理员设定。"),
    };
}
