namespace Bff.Guide.Staff.HereCodes;

/// <summary>Where a code is to hang.</summary>
/// <param name="Lon">Longitude, WGS 84 degrees.</param>
/// <param name="Lat">Latitude, WGS 84 degrees.</param>
/// <param name="Level">Id or signed name of the floor.</param>
/// <param name="Label">What is printed on it, 1 to 100 characters.</param>
internal sealed record NewHereCode(double? Lon, double? Lat, string? Level, string? Label);

/// <summary>A printed code.</summary>
internal sealed record HereCodeItem
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>Its eight letters.</summary>
    public required string Code { get; init; }

    /// <summary>What is printed on it.</summary>
    public required string Label { get; init; }

    /// <summary>Longitude, WGS 84 degrees.</summary>
    public required double Lon { get; init; }

    /// <summary>Latitude, WGS 84 degrees.</summary>
    public required double Lat { get; init; }

    /// <summary>Id of the floor.</summary>
    public required string Level { get; init; }

    /// <summary>What its QR holds.</summary>
    public required string Url { get; init; }

    /// <summary>The picture to print.</summary>
    public required string SvgUrl { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A printed code as a row.</summary>
internal sealed record HereCodeRow
{
    public required Guid Id { get; init; }
    public required Guid CampusId { get; init; }
    public required string Code { get; init; }
    public required double Lon { get; init; }
    public required double Lat { get; init; }
    public required string Level { get; init; }
    public required string Label { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
}
