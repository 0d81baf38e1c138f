using System.Globalization;
using Bff.Guide.Routes;
using Microsoft.AspNetCore.Http.HttpResults;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>How the guide says no: the status, stable code and title of every refusal, and what is wrong with a field.</summary>
internal static class Words
{
    /// <summary>Rule of a name that people read.</summary>
    public const string NameRule = "应为 1 到 100 个字，不含控制字符。";
    public const string LonRule = "经度应为 -180 到 180 的度数，例如 121.4737。";
    public const string LatRule = "纬度应为 -90 到 90 的度数，例如 31.2304。";
    public const string HospitalRule = "请指明本院或有权管理的一家医院。";
    public const string FileNameRule = "文件名最长 200 个字符。";
    public const string TargetRule = "应为 door、connector 或 area。";
    public const string EndRule = "应晚于开始时间和现在。";
    public const string LatestEndRule = "应在十年之内；不填就是直到恢复。";
    public const string StartRule = "应在前一年到后两年之间。";
    public const string TableHeader = "第一行应为列名，至少要有 id。";
    public const string TableIdMissing = "缺少 id。";

    public static string TableIdTwice(string id) => $"id“{id}”重复。";

    public static string TableTooLong(int rows) => $"多于 {rows} 行，后面的没有读取。";

    public static string TableCell(string column, string fault) => $"{column} 列：{fault}";

    public static string TextRule(int most) => $"最长 {most} 个字，不含控制字符。";

    public static string ListRule(int most, int longest) => $"最多 {most} 个，每个 1 到 {longest} 个字。";

    public static string CategoryFault(string category) => $"没有类别“{category}”。";

    public static string PointsRule(int most) => $"应为 1 到 {most} 个。";

    /// <summary>A refusal in words.</summary>
    /// <param name="Status">HTTP status.</param>
    /// <param name="Code">Stable code.</param>
    /// <param name="Title">One sentence in Chinese; <c>{0}</c> stands for the word that was not understood.</param>
    /// <param name="English">The same for who asked in English; null where the answer is always Chinese.</param>
    public readonly record struct Word(int Status, string Code, string Title, string? English = null);

    private static readonly string ProfileNames = string.Join("、", Profile.All.Select(p => p.Name));

    /// <summary>What a refusal is called.</summary>
    public static Word Of(GuideRefusal refusal) => refusal switch
    {
        GuideRefusal.CampusUnknown => new(404, "guide.campus_unknown", "没有这个院区。"),
        GuideRefusal.LevelUnknown => new(404, "guide.level_unknown", "这个院区没有这一层，或有几层同名，请用楼层编号。"),
        GuideRefusal.PositionMalformed => new(400, "guide.position_malformed", "lon 与 lat 应同时给出，单位为度。"),
        GuideRefusal.QueryTooLong => new(400, "guide.query_too_long", "q 最长 60 个字。"),
        GuideRefusal.NoMap => new(409, "guide.no_map", "这个院区还没有地图，请先导入并启用。"),
        GuideRefusal.MapUnknown => new(404, "guide.map_unknown", "没有这份地图。"),
        GuideRefusal.ImportEmpty => new(400, "guide.import_empty", "没有收到文件内容。"),
        GuideRefusal.ImportFailed => new(422, "guide.import_failed", "这个文件无法导入，原有地图没有变化。"),
        GuideRefusal.PoiUnknown => new(404, "guide.poi_unknown", "没有这个地点。"),
        GuideRefusal.TableInvalid => new(422, "guide.csv_invalid", "表格中有错误，没有做任何改动。"),
        GuideRefusal.TargetMalformed => new(400, "guide.target_malformed", "target 应为 door、connector 或 area。"),
        GuideRefusal.TargetUnknown => new(404, "guide.target_unknown", "地图上没有这个门、电梯或区域。"),
        GuideRefusal.ClosureUnknown => new(404, "guide.closure_unknown", "没有这条关闭记录，或已经解除。"),
        GuideRefusal.HereUnknown => new(404, "guide.here_unknown", "没有这个位置码。"),
        GuideRefusal.HereMoved => new(410, "guide.here_moved", "地图已更新，这个位置码不再有效，请联系工作人员。"),
        GuideRefusal.OffCampus => new(422, "guide.position_off_map", "这个位置不在这个院区。"),
        GuideRefusal.KindMalformed => new(400, "guide.kind_malformed", "kind 应为 camera、device 或 data。"),
        GuideRefusal.StateMalformed => new(400, "guide.state_malformed", "state 应为 normal、warning、alarm 或 offline。"),
        GuideRefusal.LanguageUnknown => new(400, "guide.language_unknown", "language 应为 zh 或 en。"),
        GuideRefusal.ProfileUnknown => new(400, "guide.profile_unknown", $"profile 应为 {ProfileNames} 之一。"),
        GuideRefusal.OrderUnknown => new(400, "guide.order_unknown", "order 应为 fixed 或 free。"),
        GuideRefusal.TimeOutOfRange => new(400, "guide.time_out_of_range", "at 应在前两天到后六十天之间。"),
        GuideRefusal.PlaceMissing => new(400, "guide.place_missing", "需要 from，以及 to 或 stops 之一。"),
        GuideRefusal.TooManyStops => new(
            400, "guide.too_many_stops", $"按顺序最多 {RouteWishes.MostFixed} 个地点，不限顺序最多 {RouteWishes.MostFree} 个。"),
        GuideRefusal.PlaceMalformed => new(
            400, "guide.place_unknown", "地点应为 {poi}、{lon,lat,level} 或（仅目的地）{category} 之一。"),
        GuideRefusal.PlaceUnknown => new(400, "guide.place_unknown", "没有这个地点，可能已停用。"),
        GuideRefusal.CategoryAbsent => new(400, "guide.place_unknown", "这家医院没有这类地点。"),
        GuideRefusal.ClinicMissing => new(400, "guide.clinic_missing", "诊室不能任选一个，请指明要去的科室或诊室。"),
        GuideRefusal.PositionIncomplete => new(400, "guide.place_unknown", "位置需要 lon、lat（WGS 84 度）和 level。"),
        GuideRefusal.FloorUnknown => new(400, "guide.level_unknown", "没有楼层“{0}”。"),
        GuideRefusal.OffMap => new(422, "guide.position_off_map", "这个位置不在地图范围内。"),
        GuideRefusal.PlaceCutOff => new(422, "guide.unreachable", "这个地点在地图上没有可走到的路。"),
        GuideRefusal.Unreachable => new(422, "guide.unreachable", "目前无法到达。", "There is no way now."),
        GuideRefusal.TourUnreachable => new(
            422, "guide.unreachable", "这些地点目前不能依次到达。", "These stops cannot all be reached one after another."),
        GuideRefusal.NoneOpen => new(422, "guide.none_open", "现在没有开放的地点。", "No such place is open now."),
    };

    /// <summary>A refusal as an answer.</summary>
    public static ProblemHttpResult Problem(GuideRefusal refusal)
    {
        var word = Of(refusal);
        return Problems.Of(word.Status, word.Code, word.Title);
    }

    /// <summary>A refusal, or faults field by field, as an answer.</summary>
    /// <exception cref="InvalidOperationException">Nothing was refused.</exception>
    public static ProblemHttpResult Problem<T>(Answer<T> answer) where T : class => answer switch
    {
        { Faults: { } faults } => Problems.Fields([.. faults.Select(f => (f.Field, f.Message))]),
        { Refusal: { } refusal } => Problem(refusal),
        _ => throw new InvalidOperationException("Nothing was refused."),
    };

    /// <summary>The lack of a route as an answer: what is in the way, when it opens, and how far one gets.</summary>
    public static ProblemHttpResult Problem(RouteRefusal refusal)
    {
        var word = Of(refusal.Why);
        var title = refusal.Word is { } said ? string.Format(CultureInfo.InvariantCulture, word.Title, said) : word.Title;
        var problem = Problems.Of(word.Status, word.Code, refusal.IsEnglish ? word.English ?? title : title);
        problem.ProblemDetails.Detail = refusal.Detail;
        if (refusal.Blocks is not { } blocks) return problem;
        problem.ProblemDetails.Extensions["blocks"] = blocks;
        problem.ProblemDetails.Extensions["opensAt"] = refusal.OpensAt;
        problem.ProblemDetails.Extensions["nearest"] = refusal.Nearest;
        return problem;
    }
}
