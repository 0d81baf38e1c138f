using System.Text.Json;
using System.Text.Json.Serialization;
using Wayfinding.Model;

namespace Bff.Guide;

/// <summary>Writes a line as [lon, lat] pairs of seven digits (a centimetre), as GeoJSON has them.</summary>
internal sealed class PathConverter : JsonConverter<IReadOnlyList<LonLat>>
{
    public override IReadOnlyList<LonLat> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => throw new NotSupportedException("Paths are only written.");

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LonLat> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Count; i++) Write(writer, value[i]);
        writer.WriteEndArray();
    }

    /// <summary>One pair.</summary>
    public static void Write(Utf8JsonWriter writer, LonLat at)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(Digits(at.Lon));
        writer.WriteNumberValue(Digits(at.Lat));
        writer.WriteEndArray();
    }

    // An integer with its point moved: neither a division nor the search for a double's shortest digits.
    private static decimal Digits(double degrees)
    {
        var (digits, negative) = ((ulong)Math.Round(Math.Abs(degrees) * 1e7), degrees < 0);
        return new decimal((int)digits, (int)(digits >> 32), 0, negative, 7);
    }
}
