using Wayfinding.Model;

namespace Bff.Guide.Public;

/// <summary>A position in a query string.</summary>
internal static class Positions
{
    /// <summary>False when only half of it is given, or when it lies outside of the earth; true with a null when there is none.</summary>
    /// <param name="lon">Longitude, WGS 84 degrees.</param>
    /// <param name="lat">Latitude, WGS 84 degrees.</param>
    /// <param name="at">The position.</param>
    public static bool TryRead(double? lon, double? lat, out LonLat? at)
    {
        at = lon is { } x && lat is { } y && new LonLat(x, y).IsValid ? new LonLat(x, y) : null;
        return at is not null || (lon is null && lat is null);
    }
}
