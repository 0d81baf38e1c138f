using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bff.Gateways.WeChat;

namespace Bff.Gateways.Calls;

/// <summary>
/// How answers of outside platforms are read: names in any case, numbers and texts by the converters below, what is not known passed over.
/// </summary>
[JsonSourceGenerationOptions(PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(CodeAnswer))]
internal sealed partial class GatewayJson : JsonSerializerContext;

/// <summary>A whole number, also as text or with a fraction of zero; null where there is none.</summary>
internal sealed class LooseNumber : JsonConverter<long?>
{
    public override long? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetDecimal(out var number) && decimal.Truncate(number) == number
            && number is >= long.MinValue and <= long.MaxValue => (long)number,
        JsonTokenType.String when string.IsNullOrWhiteSpace(reader.GetString()) => null,
        JsonTokenType.String when long.TryParse(reader.GetString(), CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException("A whole number is expected."),
    };

    public override void Write(Utf8JsonWriter writer, long? value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>A text, also given as a number; null where there is none.</summary>
internal sealed class LooseText : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.String => Text(ref reader),
        JsonTokenType.Number when reader.TryGetDecimal(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => throw new JsonException("A text is expected."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => throw new NotSupportedException();

    private static string? Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException e)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair.
            throw new JsonException("Not a text.", e);
        }
    }
}
