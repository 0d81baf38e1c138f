using System.Text.Json;
using System.Text.Json.Serialization;
using Bff.Guide.Maps;
using Bff.Guide.Points;
using Bff.Guide.Public;
using Bff.Guide.Routes;
using Bff.Guide.Staff.Campuses;
using Bff.Guide.Staff.Closures;
using Bff.Guide.Staff.HereCodes;
using Bff.Guide.Staff.Imports;
using Bff.Guide.Staff.Places;

namespace Bff.Guide;

/// <summary>Answers of the public part and messages of the hub.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Page<CampusItem>))]
[JsonSerializable(typeof(CampusDetail))]
[JsonSerializable(typeof(Page<PoiItem>))]
[JsonSerializable(typeof(RouteBody))]
[JsonSerializable(typeof(RouteAnswerBody))]
[JsonSerializable(typeof(List<BlockItem>))]
[JsonSerializable(typeof(PlaceItem))]
[JsonSerializable(typeof(PositionBody))]
[JsonSerializable(typeof(ClosureList))]
[JsonSerializable(typeof(ClosurePush))]
[JsonSerializable(typeof(Page<PresetItem>))]
[JsonSerializable(typeof(HerePlace))]
[JsonSerializable(typeof(DateTimeOffset?))]
[JsonSerializable(typeof(double?))]
internal sealed partial class GuideJson : JsonSerializerContext;

/// <summary>Answers of the staff part, and what is kept as JSON.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
[JsonSerializable(typeof(Page<StaffCampus>))]
[JsonSerializable(typeof(NewCampus))]
[JsonSerializable(typeof(CampusPatch))]
[JsonSerializable(typeof(MapDraft))]
[JsonSerializable(typeof(List<LintItem>))]
[JsonSerializable(typeof(Page<MapItem>))]
[JsonSerializable(typeof(Page<StaffPoi>))]
[JsonSerializable(typeof(Page<PlaceKind>))]
[JsonSerializable(typeof(PoiPatch))]
[JsonSerializable(typeof(CsvPreview))]
[JsonSerializable(typeof(List<CsvError>))]
[JsonSerializable(typeof(NewClosure))]
[JsonSerializable(typeof(Page<TargetItem>))]
[JsonSerializable(typeof(NewHereCode))]
[JsonSerializable(typeof(Page<HereCodeItem>))]
[JsonSerializable(typeof(PointsBody))]
[JsonSerializable(typeof(PointsAnswer))]
[JsonSerializable(typeof(Inspection))]
[JsonSerializable(typeof(Page<PointItem>))]
internal sealed partial class GuideStaffJson : JsonSerializerContext;
