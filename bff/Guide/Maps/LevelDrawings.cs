using System.Collections.Concurrent;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Bff.Guide.Maps;

/// <summary>One floor as it is sent: GeoJSON plain and compressed, with its ETag.</summary>
/// <param name="Until">Shanghai time up to which it holds, for places open and close.</param>
internal sealed record LevelDrawing(byte[] Plain, byte[] Gzip, string ETag, DateTime Until);

/// <summary>The floors of one state of a site as GeoJSON, drawn on first use: at most one for every floor and campus of its map.</summary>
internal sealed class LevelDrawings
{
    private readonly ConcurrentDictionary<(int Level, int Campus), LevelDrawing> _drawn = new();

    /// <summary>How many are kept.</summary>
    public int Count => _drawn.Count;

    /// <param name="level">Index of a floor of the map.</param>
    /// <param name="campus">Index of a campus of the map.</param>
    /// <param name="now">Shanghai time.</param>
    public LevelDrawing Of(GuideMap map, int level, int campus, DateTime now)
    {
        if (_drawn.TryGetValue((level, campus), out var known) && known.Until > now) return known;
        return _drawn[(level, campus)] = Draw(map, level, campus, now);
    }

    private static LevelDrawing Draw(GuideMap map, int level, int campus, DateTime now)
    {
        var (plain, until) = LevelGeoJson.Write(map, level, campus, now);
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(plain);
        return new(plain, packed.ToArray(), "\"" + Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 12)) + "\"", until);
    }
}
