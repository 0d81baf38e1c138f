using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Bff.Guide.Maps;
using Wayfinding.Model;

namespace Bff.Guide.Routes;

/// <summary>
/// Writes an answer as <see cref="GuideJson"/> would, by hand: a route is 12 KB, most of it numbers of known digits, and writing it with
/// the generated code takes longer than finding it.
/// </summary>
internal static class RouteJson
{
    private const int LongestPair = 32;

    private static readonly JsonWriterOptions Options =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    private static readonly JsonEncodedText
        Distance = Name("distanceM"), Duration = Name("durationS"), Profile = Name("profile"), MapVersion = Name("mapVersion"),
        Notices = Name("notices"), Legs = Name("legs"), From = Name("from"), To = Name("to"), Steps = Name("steps"),
        PlaceName = Name("name"), Level = Name("level"), LevelName = Name("levelName"), Lon = Name("lon"), Lat = Name("lat"),
        Poi = Name("poi"), Kind = Name("kind"), Text = Name("text"), Speech = Name("speech"), ToLevel = Name("toLevel"),
        ToLevelName = Name("toLevelName"), Announce = Name("announceBeforeM"), Turn = Name("turnDegrees"), Doors = Name("doors"),
        Path = Name("path");

    public static void Write(IBufferWriter<byte> into, RouteAnswerBody answer)
    {
        using var json = new Utf8JsonWriter(into, Options);
        json.WriteStartObject();
        Tenths(json, Distance, answer.DistanceM);
        Tenths(json, Duration, answer.DurationS);
        json.WriteString(Profile, answer.Profile);
        json.WriteNumber(MapVersion, answer.MapVersion);
        json.WriteStartArray(Notices);
        foreach (var notice in answer.Notices) json.WriteStringValue(notice);
        json.WriteEndArray();
        json.WriteStartArray(Legs);
        foreach (var leg in answer.Legs) Write(json, leg);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, LegItem leg)
    {
        json.WriteStartObject();
        Write(json, From, leg.From);
        Write(json, To, leg.To);
        Tenths(json, Distance, leg.DistanceM);
        Tenths(json, Duration, leg.DurationS);
        json.WriteStartArray(Steps);
        foreach (var step in leg.Steps) Write(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, JsonEncodedText name, PlaceItem place)
    {
        json.WriteStartObject(name);
        json.WriteString(PlaceName, place.Name);
        json.WriteString(Level, place.Level);
        json.WriteString(LevelName, place.LevelName);
        json.WriteNumber(Lon, place.Lon);
        json.WriteNumber(Lat, place.Lat);
        json.WriteString(Poi, place.Poi);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, StepItem step)
    {
        json.WriteStartObject();
        json.WriteString(Kind, step.Kind);
        json.WriteString(Text, step.Text);
        json.WriteString(Speech, step.Speech);
        json.WriteString(Level, step.Level);
        json.WriteString(LevelName, step.LevelName);
        json.WriteString(ToLevel, step.ToLevel);
        json.WriteString(ToLevelName, step.ToLevelName);
        Tenths(json, Distance, step.DistanceM);
        Tenths(json, Duration, step.DurationS);
        Tenths(json, Announce, step.AnnounceBeforeM);
        if (step.TurnDegrees is { } turn) Tenths(json, Turn, turn);
        else json.WriteNull(Turn);
        json.WriteNumber(Doors, step.Doors);
        json.WritePropertyName(Path);
        Line(json, step.Path);
        json.WriteEndObject();
    }

    private static void Line(Utf8JsonWriter json, IReadOnlyList<LonLat> line)
    {
        var rented = ArrayPool<byte>.Shared.Rent(line.Count * LongestPair + 2);
        var text = rented.AsSpan();
        var length = 1;
        text[0] = (byte)'[';
        for (var i = 0; i < line.Count; i++)
        {
            if (i > 0) text[length++] = (byte)',';
            text[length++] = (byte)'[';
            length += PathConverter.Digits(line[i].Lon, text[length..]);
            text[length++] = (byte)',';
            length += PathConverter.Digits(line[i].Lat, text[length..]);
            text[length++] = (byte)']';
        }
        text[length++] = (byte)']';
        json.WriteRawValue(text[..length], skipInputValidation: true);
        ArrayPool<byte>.Shared.Return(rented);
    }

    // Metres, seconds and degrees are rounded to one digit when a step is made.
    private static void Tenths(Utf8JsonWriter json, JsonEncodedText name, double value)
    {
        var tenths = (long)Math.Round(value * 10);
        if (tenths % 10 == 0) json.WriteNumber(name, tenths / 10);
        else
        {
            Span<byte> text = stackalloc byte[24];
            json.WritePropertyName(name);
            json.WriteRawValue(text[..PathConverter.Fixed(tenths, 1, text)], skipInputValidation: true);
        }
    }

    private static JsonEncodedText Name(string name) => JsonEncodedText.Encode(name);
}
