using System.Text.Json.Serialization;
using Bff.Guide.Maps;
using Bff.Platform.Http.Description;
using Wayfinding.Model;

namespace Bff.Guide.Routes;

/// <summary>A place in a request: one of a place's id, a position, or a category of which the nearest open one will do.</summary>
/// <param name="Poi">Id of a place.</param>
/// <param name="Lon">Longitude, WGS 84 degrees; with <paramref name="Lat"/>.</param>
/// <param name="Lat">Latitude, WGS 84 degrees.</param>
/// <param name="Level">Id or signed name of the position's floor; null for the open ground.</param>
/// <param name="Category">Code of a category; for destinations only.</param>
internal sealed record PlaceBody(string? Poi, double? Lon, double? Lat, string? Level, string? Category);

/// <summary>A route that is asked for.</summary>
/// <param name="From">Where it starts.</param>
/// <param name="To">The one destination; or else <paramref name="Stops"/>.</param>
/// <param name="Stops">Destinations of a tour: up to 12 in order, up to 9 in any order.</param>
/// <param name="Order"><c>fixed</c> (the default) or <c>free</c>.</param>
/// <param name="Profile">Who walks: <c>walk</c> (the default), <c>stepFree</c>, <c>stretcher</c>, <c>preferLift</c>, <c>preferStairs</c> or
/// <c>slow</c>.</param>
/// <param name="At">Departure, from two days ago to sixty days ahead; null: now.</param>
/// <param name="Language"><c>zh</c> (the default) or <c>en</c>.</param>
internal sealed record RouteBody(
    PlaceBody? From, PlaceBody? To, IReadOnlyList<PlaceBody>? Stops, string? Order, string? Profile, DateTimeOffset? At, string? Language);

/// <summary>A route over one or more legs.</summary>
/// <param name="DistanceM">Metres.</param>
/// <param name="DurationS">Seconds.</param>
/// <param name="Profile">Code of who walks.</param>
/// <param name="MapVersion">Number of the map it was found on.</param>
/// <param name="Notices">What to know before setting out.</param>
/// <param name="Legs">From stop to stop.</param>
internal sealed record RouteAnswerBody(
    double DistanceM, double DurationS, string Profile, int MapVersion, IReadOnlyList<string> Notices, IReadOnlyList<LegItem> Legs);

/// <summary>The way from one stop to the next; metres and seconds.</summary>
internal sealed record LegItem(PlaceItem From, PlaceItem To, double DistanceM, double DurationS, IReadOnlyList<StepItem> Steps);

/// <summary>One step of a leg.</summary>
internal sealed record StepItem
{
    /// <summary>What one does: <c>start</c>, <c>straight</c>, <c>turn</c>, <c>lift</c> …</summary>
    public required string Kind { get; init; }

    /// <summary>To be read.</summary>
    public required string Text { get; init; }

    /// <summary>To be heard.</summary>
    public required string Speech { get; init; }

    /// <summary>Id of the floor it begins on.</summary>
    public required string Level { get; init; }

    /// <summary>Signed name of that floor.</summary>
    public required string LevelName { get; init; }

    /// <summary>Id of the floor it ends on.</summary>
    public required string ToLevel { get; init; }

    /// <summary>Signed name of that floor.</summary>
    public required string ToLevelName { get; init; }

    /// <summary>Metres.</summary>
    public required double DistanceM { get; init; }

    /// <summary>Seconds.</summary>
    public required double DurationS { get; init; }

    /// <summary>Metres before its beginning at which it is announced.</summary>
    public required double AnnounceBeforeM { get; init; }

    /// <summary>Degrees, to the right when positive; null where one does not turn.</summary>
    public required double? TurnDegrees { get; init; }

    /// <summary>Doors on the way.</summary>
    public required int Doors { get; init; }

    /// <summary>The line as [lon, lat] pairs on <see cref="Level"/>.</summary>
    [JsonConverter(typeof(PathConverter))]
    [CoordinatePairs]
    public required IReadOnlyList<LonLat> Path { get; init; }
}

/// <summary>One thing in the way.</summary>
internal sealed record BlockItem
{
    /// <summary><c>hours</c>, <c>closure</c>, <c>barrier</c> or <c>notConnected</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>What the door or lift is called.</summary>
    public string? Name { get; init; }

    /// <summary>Id of the floor it is on; null where no thing is named.</summary>
    public string? Level { get; init; }

    /// <summary>Signed name of that floor.</summary>
    public string? LevelName { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public double? Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public double? Lat { get; init; }

    /// <summary>When it opens; null when that is not known.</summary>
    public DateTimeOffset? OpensAt { get; init; }

    /// <summary>The same as a sentence.</summary>
    public required string Text { get; init; }
}

/// <summary>Where someone stands.</summary>
/// <param name="Lon">Longitude, WGS 84 degrees.</param>
/// <param name="Lat">Latitude, WGS 84 degrees.</param>
/// <param name="Level">Id or signed name of the floor; null for the open ground.</param>
internal sealed record PositionBody(double? Lon, double? Lat, string? Level);

/// <summary>Why there is no route.</summary>
/// <param name="Why">The kind of refusal.</param>
/// <param name="IsEnglish">Whether the asker reads English.</param>
/// <param name="Word">The word that was not understood, for the title.</param>
/// <param name="Detail">The whole story.</param>
/// <param name="Blocks">What is in the way; null for a wish that could not be read.</param>
/// <param name="OpensAt">When the first of them opens.</param>
/// <param name="Nearest">How far one gets now.</param>
internal sealed record RouteRefusal(
    GuideRefusal Why, bool IsEnglish = false, string? Word = null, string? Detail = null, List<BlockItem>? Blocks = null,
    DateTimeOffset? OpensAt = null, PlaceItem? Nearest = null);
