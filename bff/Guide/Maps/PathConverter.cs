using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Wayfinding.Model;

namespace Bff.Guide.Maps;

/// <summary>Writes a line as [lon, lat] pairs of seven digits (a centimetre), as GeoJSON has them.</summary>
internal sealed class PathConverter : JsonConverter<IReadOnlyList<LonLat>>
{
    private const int LongestNumber = 15;

    public override IReadOnlyList<LonLat> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Paths are only written.");

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LonLat> value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var i = 0; i < value.Count; i++) Write(writer, value[i]);
        writer.WriteEndArray();
    }

    /// <summary>One pair.</summary>
    public static void Write(Utf8JsonWriter writer, LonLat at)
    {
        Span<byte> text = stackalloc byte[LongestNumber];
        writer.WriteStartArray();
        writer.WriteRawValue(text[..Digits(at.Lon, text)], skipInputValidation: true);
        writer.WriteRawValue(text[..Digits(at.Lat, text)], skipInputValidation: true);
        writer.WriteEndArray();
    }

    /// <summary>Degrees with seven digits; answers how many bytes (at most 12) they took.</summary>
    public static int Digits(double degrees, Span<byte> text) => Fixed((long)Math.Round(degrees * 1e7), 7, text);

    /// <summary>
    /// An integer with its point moved: neither a division of doubles nor the search for a double's shortest digits. Answers how many bytes
    /// it took.
    /// </summary>
    public static int Fixed(long value, int digits, Span<byte> text)
    {
        var (at, unit) = (0, 1L);
        for (var i = 0; i < digits; i++) unit *= 10;
        if (value < 0) (text[at++], value) = ((byte)'-', -value);
        var (whole, rest) = Math.DivRem(value, unit);
        Utf8Formatter.TryFormat(whole, text[at..], out var written);
        at += written;
        text[at] = (byte)'.';
        for (var i = digits; i > 0; i--) (rest, text[at + i]) = (rest / 10, (byte)('0' + rest % 10));
        return at + digits + 1;
    }
}
