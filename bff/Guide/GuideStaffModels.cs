using System.Text.Json.Serialization;
using Bff.Accounts.Contract;

namespace Bff.Guide;

/// <summary>A campus as staff see it; <paramref name="MapId"/> is null until a map was activated.</summary>
internal sealed record StaffCampus(
    string Id, HospitalRef Hospital, string Name, string? NameEn, double Lon, double Lat, bool Enabled, string? MapId, int MapVersion, IReadOnlyList<LevelItem> Levels, IReadOnlyList<BuildingItem> Buildings);

/// <summary>Body of <c>POST …/campuses</c>: a campus to import a map for. Staff of one hospital leave <paramref name="HospitalCode"/> out.</summary>
internal sealed record NewCampus(string? HospitalCode, string? Name, string? NameEn, double? Lon, double? Lat);

/// <summary>A change of a campus. What is not named stays as it is; an English name that is null or empty is taken away.</summary>
internal sealed record CampusPatch
{
    public string? Name { get; set; }

    public string? NameEn
    {
        get;
        // A setter that is called for a null too tells it from a name that is not there.
        set => (field, IsNameEnGiven) = (value, true);
    }

    public bool? Enabled { get; set; }

    [JsonIgnore]
    public bool IsNameEnGiven { get; private set; }
}

/// <summary>A finding of an import, with its place where it has one.</summary>
internal sealed record LintItem(string Code, string Severity, string Text, string? Source, string? Level, double? Lon, double? Lat);

/// <summary>
/// What a map holds; <paramref name="Lint"/> counts findings by code, those not listed included. The origin is where on the earth its metres are counted from.
/// </summary>
internal sealed record MapCounts(
    int Buildings, int Levels, int Areas, int Doors, int Connectors, int Pois, int Nodes, int Edges, IReadOnlyDictionary<string, int> Lint, double OriginLon, double OriginLat);

/// <summary>What a map changes against the one active when it was imported.</summary>
internal sealed record MapChanges(ChangedPlaces Added, ChangedPlaces Removed, ChangedPlaces Moved, ChangedPlaces Renamed);

/// <summary>How many places, and the first hundred of them.</summary>
internal sealed record ChangedPlaces(int Count, IReadOnlyList<ChangedPlace> Items);

internal sealed record ChangedPlace(string Id, string Name, string Level);

/// <summary>An import kept as a draft.</summary>
internal sealed record MapDraft(string MapId, int Version, MapCounts Counts, IReadOnlyList<LintItem> Lint, MapChanges Changes);

/// <summary>A kept map.</summary>
internal sealed record MapItem(
    string MapId, int Version, string FileName, MapCounts Counts, IReadOnlyList<LintItem> Lint, MapChanges Changes, string CreatedBy, DateTimeOffset CreatedAt, DateTimeOffset? ActivatedAt, bool Active);

/// <summary>A place as staff see it, disabled ones too; the source's own words beside what staff made of them.</summary>
internal sealed record StaffPoi(
    string Id, string Name, string? NameEn, string Category, IReadOnlyList<string> Aliases, IReadOnlyList<string> Labels, bool Enabled, string Level, string LevelName, string? Building,
    string? BuildingName, double Lon, double Lat, string SourceName, string SourceCategory);

/// <summary>A category a place can be given; one that is not public is drawn but neither listed nor found.</summary>
internal sealed record PlaceKind(string Code, string Name, bool IsPublic);

/// <summary>A change of a place: null leaves as it is, an empty text or list goes back to the source.</summary>
internal sealed record PoiPatch(string? Name, string? NameEn, string? Category, IReadOnlyList<string>? Aliases, IReadOnlyList<string>? Labels, bool? Enabled);

/// <summary>What a CSV of places would change, or has.</summary>
internal sealed record CsvPreview(bool Applied, IReadOnlyList<CsvChange> Changed, IReadOnlyList<string> Unknown, IReadOnlyList<CsvError> Errors);

/// <summary>One cell of a table that differs; <paramref name="Name"/> is what the place is called until then.</summary>
internal sealed record CsvChange(string Id, string Name, string Field, string Before, string After);

internal sealed record CsvError(int Line, string Text);

/// <summary>Body of <c>POST …/closures</c>: without <paramref name="From"/> from now on, without <paramref name="Until"/> until lifted.</summary>
internal sealed record NewClosure(string? Target, string? TargetId, string? Reason, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>A thing that can be closed.</summary>
internal sealed record TargetItem(string Target, string TargetId, string Name, string Kind, string? Level, string? LevelName, string? Building, double Lon, double Lat);

internal sealed record NewHereCode(double? Lon, double? Lat, string? Level, string? Label);

/// <summary>A printed code; <paramref name="Url"/> is what its QR holds, <paramref name="SvgUrl"/> the picture to print.</summary>
internal sealed record HereCodeItem(string Id, string Code, string Label, double Lon, double Lat, string Level, string Url, string SvgUrl, DateTimeOffset CreatedAt);

/// <summary>Body of <c>POST …/points</c> by a hospital's system.</summary>
internal sealed record PointsBody(IReadOnlyList<PointBody>? Points);

internal sealed record PointBody(string? Id, string? Kind, string? Name, double? Lon, double? Lat, string? Level, string? Value, string? Unit, string? State, DateTimeOffset? Since);

internal sealed record PointsAnswer(int Accepted, IReadOnlyList<RejectedPoint> Rejected);

internal sealed record RejectedPoint(string? Id, string Reason);

/// <summary>A camera, device or figure in its place; <paramref name="Area"/> is the room it lies in.</summary>
internal sealed record PointItem(
    string Id, string Kind, string Name, string Level, string LevelName, string? Building, double Lon, double Lat, string? Area, string? AreaName, string? Value, string? Unit, string State, DateTimeOffset Since);

/// <summary>Rooms and points of the part of a campus asked for.</summary>
internal sealed record Inspection(IReadOnlyList<RoomItem> Rooms, IReadOnlyList<PointItem> Points);

internal sealed record RoomItem(string Id, string Name, string Kind, string Level, string LevelName, string? Building, double Lon, double Lat, int Points, string State);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web, NumberHandling = JsonNumberHandling.Strict)]
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
