using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;

namespace Bff.Guide.Points;

/// <summary>What a hospital's system pushes: 1 to 1000 points.</summary>
internal sealed record PointsBody(IReadOnlyList<PointBody>? Points);

/// <summary>The state of a camera, device or figure. One that cannot be placed is rejected by itself.</summary>
internal sealed record PointBody
{
    /// <summary>Its id in that system, 1 to 100 characters.</summary>
    [Required]
    public string? Id { get; init; }

    /// <summary><c>camera</c>, <c>device</c> or <c>data</c>.</summary>
    [Required]
    public string? Kind { get; init; }

    /// <summary>What it is called, 1 to 100 characters.</summary>
    [Required]
    public string? Name { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    [Required]
    public double? Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    [Required]
    public double? Lat { get; init; }

    /// <summary>Id or signed name of the floor.</summary>
    [Required]
    public string? Level { get; init; }

    /// <summary>A figure or a word, up to 100 characters.</summary>
    public string? Value { get; init; }

    /// <summary>Its unit, up to 20 characters.</summary>
    public string? Unit { get; init; }

    /// <summary><c>normal</c>, <c>warning</c>, <c>alarm</c> or <c>offline</c>.</summary>
    [Required]
    public string? State { get; init; }

    /// <summary>Since when it is so; null: now. One older than what is known changes nothing.</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>How many points were taken, and which were not.</summary>
internal sealed record PointsAnswer(int Accepted, IReadOnlyList<RejectedPoint> Rejected);

/// <summary>A point that was not taken.</summary>
internal sealed record RejectedPoint(string? Id, string Reason);

/// <summary>A camera, device or figure in its place.</summary>
internal sealed record PointItem
{
    /// <summary>Its id in the system that pushes it.</summary>
    public required string Id { get; init; }

    /// <summary><c>camera</c>, <c>device</c> or <c>data</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary>Id of the floor.</summary>
    public required string Level { get; init; }

    /// <summary>What the floor's signs say.</summary>
    public required string LevelName { get; init; }

    /// <summary>Id of the building; null in the open.</summary>
    public required string? Building { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>Id of the room it lies in.</summary>
    public required string? Area { get; init; }

    /// <summary>Name of the room.</summary>
    public required string? AreaName { get; init; }

    /// <summary>A figure or a word.</summary>
    public required string? Value { get; init; }

    /// <summary>Its unit.</summary>
    public required string? Unit { get; init; }

    /// <summary><c>normal</c>, <c>warning</c>, <c>alarm</c> or <c>offline</c>.</summary>
    public required string State { get; init; }

    /// <summary>Since when it is so.</summary>
    public required DateTimeOffset Since { get; init; }
}

/// <summary>Rooms and points of the part of a campus asked for.</summary>
internal sealed record Inspection(IReadOnlyList<RoomItem> Rooms, IReadOnlyList<PointItem> Points);

/// <summary>A room with the worst state of what stands in it.</summary>
internal sealed record RoomItem
{
    /// <summary>Its id in the map.</summary>
    public required string Id { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary><c>room</c>, <c>hall</c>, <c>toilet</c> or <c>corridor</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the floor.</summary>
    public required string Level { get; init; }

    /// <summary>What the floor's signs say.</summary>
    public required string LevelName { get; init; }

    /// <summary>Id of the building; null in the open.</summary>
    public required string? Building { get; init; }

    /// <summary>Longitude of its middle, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude of its middle, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>How many points lie in it.</summary>
    public required int Points { get; init; }

    /// <summary>The worst of their states.</summary>
    public required string State { get; init; }
}

/// <summary>Which part of a campus is inspected; all of it may be left out.</summary>
internal sealed record InspectionQuery
{
    /// <summary>Id of a building.</summary>
    [FromQuery(Name = "building")]
    public string? Building { get; init; }

    /// <summary>Id or signed name of a floor.</summary>
    [FromQuery(Name = "level")]
    public string? Level { get; init; }

    /// <summary><c>camera</c>, <c>device</c> or <c>data</c>.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary><c>normal</c>, <c>warning</c>, <c>alarm</c> or <c>offline</c>.</summary>
    [FromQuery(Name = "state")]
    public string? State { get; init; }
}

/// <summary>The last state of a camera, device or figure, as a row.</summary>
internal sealed record PointRow
{
    public required string Id { get; init; }
    public required string Kind { get; init; }
    public required string Name { get; init; }
    public required double Lon { get; init; }
    public required double Lat { get; init; }
    public required string Level { get; init; }
    public required string? Value { get; init; }
    public required string? Unit { get; init; }
    public required string State { get; init; }
    public required DateTimeOffset Since { get; init; }
}
