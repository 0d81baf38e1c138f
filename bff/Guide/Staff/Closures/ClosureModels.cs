namespace Bff.Guide.Staff.Closures;

/// <summary>Something to be closed.</summary>
/// <param name="Target"><c>door</c>, <c>connector</c> or <c>area</c>.</param>
/// <param name="TargetId">Its id in the map.</param>
/// <param name="Reason">Why, for visitors; 1 to 100 characters.</param>
/// <param name="From">When it begins; null: at once.</param>
/// <param name="Until">When it ends, within ten years; null: when it is lifted.</param>
internal sealed record NewClosure(string? Target, string? TargetId, string? Reason, DateTimeOffset? From, DateTimeOffset? Until);

/// <summary>A thing that can be closed.</summary>
internal sealed record TargetItem
{
    /// <summary><c>door</c>, <c>connector</c> or <c>area</c>.</summary>
    public required string Target { get; init; }

    /// <summary>Its id in the map.</summary>
    public required string TargetId { get; init; }

    /// <summary>What it is called.</summary>
    public required string Name { get; init; }

    /// <summary><c>lift</c>, <c>stairs</c>, <c>escalator</c>, <c>ramp</c>, <c>door</c> or <c>area</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Id of the floor; null for what joins several.</summary>
    public required string? Level { get; init; }

    /// <summary>What the floor's signs say.</summary>
    public required string? LevelName { get; init; }

    /// <summary>Name of the building; null in the open.</summary>
    public required string? Building { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }
}
