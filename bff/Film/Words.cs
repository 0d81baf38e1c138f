using Bff.Film.Corrections;
using Bff.Film.Dicomweb.Stow;
using Bff.Film.Ingest;
using Bff.Film.Links;
using Bff.Film.Pictures;
using DicomRender;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Film;

/// <summary>What is not there, or not within the caller's reach: which of the two is never told.</summary>
internal enum Missing
{
    Study,
    Image,
    Frame,
    BulkData,
    Ingest,
    Link,
    Clash,

    /// <summary>A withdrawn instance whose file is kept.</summary>
    Withdrawn,
}

/// <summary>A part of a request that cannot be read.</summary>
internal enum Malformed
{
    Search,
    PictureType,
    Window,
    Viewport,
    Quality,
    IngestState,
    Period,
    FrameList,
}

/// <summary>Why something within the caller's reach is not given out.</summary>
internal enum NotGiven
{
    /// <summary>One answer to the holder of a link would hold too much; its parts can be asked for one by one.</summary>
    TooLarge,

    /// <summary>Several of the caller's hospitals have a study of this UID.</summary>
    Ambiguous,

    /// <summary>Another instance has taken its place since it was withdrawn.</summary>
    PlaceTaken,

    /// <summary>Files are given in the transfer syntax they were sent in, and another was asked for.</summary>
    InTransferSyntax,

    /// <summary>The archive has lost it, see <see cref="FileLostException"/>.</summary>
    Lost,
}

/// <summary>A refusal as callers get it.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Stable code.</param>
/// <param name="Title">One sentence for people.</param>
internal readonly record struct Refused(int Status, string Code, string Title)
{
    public ProblemHttpResult Problem => Problems.Of(Status, Code, Title);
}

/// <summary>The slice's words for no: every refusal with its status, stable code and title.</summary>
internal static class Words
{
    public static Refused Of(Missing missing) => missing switch
    {
        Missing.Study => new(404, "film.study_unknown", "没有这个检查。"),
        Missing.Image => new(404, "film.unknown", "没有这个影像。"),
        Missing.Frame => new(404, "film.frame_unknown", "没有这一帧。"),
        Missing.BulkData => new(404, "film.bulk_data_unknown", "没有这项数据。"),
        Missing.Ingest => new(404, "film.ingest_unknown", "没有这条失败的接收记录。"),
        Missing.Clash => new(404, "film.clash_unknown", "没有这条待核对的记录。"),
        Missing.Withdrawn => new(404, "film.withdrawn_unknown", "没有这条可以恢复的撤回记录。"),
        Missing.Link => new(404, "film.link_unknown", "没有这个链接。"),
    };

    public static Refused Of(Malformed malformed) => malformed switch
    {
        Malformed.Search => new(400, "film.query_malformed", "查询条件格式不正确。"),
        Malformed.PictureType => new(406, "film.type_not_available", "只提供 image/jpeg、image/png 和 image/gif。"),
        Malformed.Window => new(400, "film.window_malformed", "window 应为 中心,宽度,linear|linear-exact|sigmoid。"),
        Malformed.Viewport => new(400, "film.viewport_malformed", "viewport 应为 宽,高[,sx,sy,sw,sh]。"),
        Malformed.Quality => new(400, "film.quality_malformed", "quality 应为 1 到 100。"),
        Malformed.IngestState => new(400, "film.state_unknown", "state 应为 received、ready、failed 或 not_image。"),
        Malformed.Period => new(400, "film.period_malformed", "时间段应在一年以内，且起始不晚于结束。"),
        Malformed.FrameList => new(400, "film.frames_malformed", $"每一帧只能列出一次，一次最多 {FrameList.Most} 帧。"),
    };

    public static Refused Of(NotGiven reason) => reason switch
    {
        NotGiven.TooLarge => new(413, "film.answer_too_large", "一次要的内容太多，请分次获取。"),
        NotGiven.Ambiguous => new(409, "film.study_ambiguous", "多家医院有同一 UID 的检查，请用 X-Hospital-Code 指明医院。"),
        NotGiven.PlaceTaken => new(409, "film.place_taken", "同一编号下已有新的影像，或检查已属于他人，不能恢复。"),
        NotGiven.InTransferSyntax => new(406, "film.transfer_syntax_not_available", "影像只能按原来的传输语法提供。"),
        NotGiven.Lost => new(503, "film.file_lost", "影像文件暂时读不到，请稍后再试或联系医院。"),
    };

    /// <param name="failureCode">Why the file could not be prepared, for <see cref="NotShown.Failed"/>.</param>
    public static Refused Of(NotShown reason, string? failureCode = null) => reason switch
    {
        NotShown.NotAnImage => new(406, "film.not_an_image", "这个对象不是影像。"),
        NotShown.Failed when failureCode == FrameBuilding.FileMissing => Of(NotGiven.Lost),
        NotShown.Failed => new(422, "film." + failureCode, "这幅影像的文件有问题，无法显示。"),
        NotShown.Processing => new(503, "film.processing", "影像处理中，请稍后再试。"),
        NotShown.InColour => new(406, "film.samples_only_grey", "彩色影像没有原始灰度数据，请使用 rendered。"),
    };

    /// <param name="mostInstances">Of one request.</param>
    public static Refused Of(StowRefusal refusal, int mostInstances) => refusal switch
    {
        StowRefusal.HospitalNotYours => new(403, "film.hospital_not_yours", "无权向这家医院推送。"),
        StowRefusal.NotMultipart => new(415, "film.not_multipart", "应为 multipart/related; type=\"application/dicom\"。"),
        StowRefusal.TooManyInstances => new(413, "film.too_many_instances", $"一次最多推送 {mostInstances} 个影像。"),
        StowRefusal.NoParts => new(400, "film.no_parts", "请求中没有影像。"),
        StowRefusal.MultipartMalformed => new(400, "film.multipart_malformed", "multipart 内容不完整或格式不正确。"),
    };

    public static Refused Of(LinkRefusal refusal) => refusal switch
    {
        LinkRefusal.Unknown => new(404, "film.link_unknown", "没有这个链接，请核对后再试。"),
        LinkRefusal.SignatureWrong => new(403, "film.link_signature_wrong", "链接不完整或被改动，请向医院或发送人索取新链接。"),
        LinkRefusal.Expired => new(410, "film.link_expired", "链接已过期，请向医院或发送人索取新链接。"),
        LinkRefusal.Revoked => new(410, "film.link_revoked", "链接已被收回，请联系医院或发送人。"),
        LinkRefusal.Withdrawn => new(410, "film.withdrawn", "医院已撤回这份影像，请联系医院。"),
        LinkRefusal.UsedUp => new(410, "film.link_used_up", "链接的查看次数已用完，请向医院或发送人索取新链接。"),
        LinkRefusal.TooManyTries => new(429, "film.link_too_many_tries", "尝试次数太多，请稍后再试。"),
    };

    public static Refused Of(WithdrawRefusal refusal) => refusal switch
    {
        WithdrawRefusal.NotGranted => new(403, "film.withdraw_not_granted", "这个接入应用没有撤回影像的权限。"),
        WithdrawRefusal.HospitalAmbiguous => Of(NotGiven.Ambiguous),
    };

    /// <param name="outcome">Not <see cref="SettleOutcome.Settled"/>.</param>
    public static Refused Of(SettleOutcome outcome) => outcome switch
    {
        SettleOutcome.Settled => throw new ArgumentOutOfRangeException(nameof(outcome)),
        SettleOutcome.Unknown => Of(Missing.Clash),
        SettleOutcome.SettledBefore => new(409, "film.clash_settled", "这条记录已有人处理，请刷新后查看。"),
        SettleOutcome.HoldsSame => new(409, "film.clash_same_instance", "检查中已有同一编号的影像，只能替换或不收。"),
    };

    public static Refused Of(MoveRefusal refusal) => refusal switch
    {
        MoveRefusal.Nothing => Of(Missing.Study),
        MoveRefusal.TargetUnknown => new(404, "film.target_unknown", "这家医院没有要移到的检查，请核对 UID。"),
        MoveRefusal.SamePlace => new(409, "film.same_place", "影像已经在这个检查里。"),
    };

    /// <summary>Fields of corrections, by the names of the requests' bodies.</summary>
    public static (string Field, string Message) Of(CorrectionField field) => field switch
    {
        CorrectionField.Reason => ("reason", "请写明原因，2 到 200 个字。"),
        CorrectionField.Decision => ("decision", "应为 apart、merge、replace 或 reject。"),
        CorrectionField.Scope => ("sopInstanceUids", "应为一个序列的 1 到 1000 个影像，并写明 seriesInstanceUid。"),
        CorrectionField.Target => ("target", "应为本院另一检查的 UID，或一位患者的号码或姓名。"),
        CorrectionField.Search => ("accessionNumber", "请填检查号、检查 UID 或患者号码之一。"),
    };

    public static Refused Of(NewLinkRefusal refusal) => refusal switch
    {
        NewLinkRefusal.StudyUnknown => Of(Missing.Study),
        NewLinkRefusal.AccessionAmbiguous => new(409, "film.accession_ambiguous", "这个检查号对应多个检查，请改用 studyInstanceUid。"),
    };

    /// <summary>Fields of a new link, by the names of the request's body.</summary>
    public static (string Field, string Message) Of(NewLinkField field) => field switch
    {
        NewLinkField.HospitalCode => ("hospitalCode", "缺少医院代码。"),
        NewLinkField.OneOfAccessionAndUid => ("accessionNumber", "accessionNumber 与 studyInstanceUid 二选一。"),
        NewLinkField.AccessionNumber => ("accessionNumber", "长度应为 1 到 64。"),
        NewLinkField.StudyInstanceUid => ("studyInstanceUid", "长度应为 1 到 64。"),
        NewLinkField.Purpose => ("purpose", "应为 1 到 100 个字。"),
        NewLinkField.TtlSeconds => ("ttlSeconds", "应为 1 到 604800 秒。"),
        NewLinkField.MaxViews => ("maxViews", "应为 1 到 100000。"),
    };

    /// <summary>A damaged file or container that shows itself only while a request is answered; the engine says why.</summary>
    public static (int Status, string Code, string Title)? Of(Exception exception) =>
        exception is DicomException dicom ? (422, "dicom." + dicom.Code, Of(NotShown.Failed).Title) : null;
}
