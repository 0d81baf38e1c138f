using System.Text.Json.Serialization;
using Bff.Accounts.Contract;

namespace Bff.Guide;

/// <summary>A campus in the list; those of one <paramref name="Site"/> are joined by ways. <paramref name="DistanceM"/> is straight from the position given.</summary>
internal sealed record CampusItem(string Id, string Site, HospitalRef Hospital, string Name, string? NameEn, double Lon, double Lat, double? DistanceM, int Buildings, int Levels);

/// <summary>A campus with all a page needs to start.</summary>
internal sealed record CampusDetail(
    string Id, HospitalRef Hospital, string Name, string? NameEn, double Lon, double Lat, int MapVersion, IReadOnlyList<BuildingItem> Buildings, IReadOnlyList<LevelItem> Levels,
    IReadOnlyList<CategoryItem> Categories, IReadOnlyList<ClosureItem> Closures, IReadOnlyList<ProfileItem> Profiles);

internal sealed record BuildingItem(string Id, string Name, string? NameEn);

/// <summary>A floor; <paramref name="Building"/> is null for the open ground.</summary>
internal sealed record LevelItem(string Id, string Name, double Ordinal, string? Building, double ElevationM);

internal sealed record CategoryItem(string Code, string Name, string Group, int Count);

internal sealed record ProfileItem(string Code, string Name);

/// <summary>A standing closure. <paramref name="Kind"/> is lift, stairs, escalator, ramp, door or area; <paramref name="Active"/> says whether it is in force now.</summary>
internal sealed record ClosureItem(
    string Id, string Target, string TargetId, string Name, string Kind, string? Level, string Reason, DateTimeOffset? From, DateTimeOffset? Until, bool Active);

/// <summary>The standing closures; <paramref name="Version"/> grows with every change by staff.</summary>
internal sealed record ClosureList(long Version, IReadOnlyList<ClosureItem> Items);

/// <summary>What the hub pushes to the pages of a campus.</summary>
internal sealed record ClosurePush(string CampusId, long Version, IReadOnlyList<ClosureItem> Items);

/// <summary>A place found. <paramref name="Open"/> is null where no hours are known; <paramref name="DistanceM"/> is walked where there is a way, else straight.</summary>
internal sealed record PoiItem(
    string Id, string Campus, string Name, string? NameEn, string Category, string CategoryName, string Level, string LevelName, string? Building, string? BuildingName, double Lon, double Lat,
    bool? Open, DateTimeOffset? OpensAt, DateTimeOffset? ClosesAt, double? DistanceM, string Match);

/// <summary>A place in a request: one of a place's id, a position, or a category of which the nearest open one will do.</summary>
internal sealed record PlaceBody(string? Poi, double? Lon, double? Lat, string? Level, string? Category);

/// <summary>Body of <c>POST …/routes</c>.</summary>
internal sealed record RouteBody(PlaceBody? From, PlaceBody? To, IReadOnlyList<PlaceBody>? Stops, string? Order, string? Profile, DateTimeOffset? At, string? Language);

/// <summary>A route over one or more legs.</summary>
internal sealed record RouteAnswerBody(double DistanceM, double DurationS, string Profile, int MapVersion, IReadOnlyList<string> Notices, IReadOnlyList<LegItem> Legs);

internal sealed record LegItem(PlaceItem From, PlaceItem To, double DistanceM, double DurationS, IReadOnlyList<StepItem> Steps);

/// <summary>A point of a route or a snapped position.</summary>
internal sealed record PlaceItem(string Name, string Level, string LevelName, double Lon, double Lat, string? Poi);

/// <summary>One step; <paramref name="Path"/> is [lon, lat] pairs on <paramref name="Level"/>.</summary>
internal sealed record StepItem(
    string Kind, string Text, string Speech, string Level, string LevelName, string ToLevel, string ToLevelName, double DistanceM, double DurationS, double AnnounceBeforeM,
    double? TurnDegrees, int Doors, [property: JsonConverter(typeof(PathConverter))] IReadOnlyList<Wayfinding.Model.LonLat> Path);

/// <summary>One thing in the way.</summary>
internal sealed record BlockItem(string Reason, string? Name, string? Level, string? LevelName, double? Lon, double? Lat, DateTimeOffset? OpensAt, string Text);

internal sealed record PositionBody(double? Lon, double? Lat, string? Level);

internal sealed record HerePlace(string Campus, double Lon, double Lat, string Level, string LevelName, string Name);

/// <summary>A usual chain of stops of a visit.</summary>
internal sealed record PresetItem(string Code, string Name, IReadOnlyList<PresetStop> Stops);

internal sealed record PresetStop(string Category, string Name);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
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
