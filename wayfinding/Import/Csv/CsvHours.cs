using System.Text.Json;
using Wayfinding.Checks;
using Wayfinding.Model;

namespace Wayfinding.Import.Csv;

/// <summary>
/// The hours of a plain graph: the list <c>hours</c> of pairs [opens, closes] in minutes of the day in <c>graph.json</c>.
/// </summary>
internal static class CsvHours
{
    public static List<OpeningHours> Read(SourceFile file, LintReport lint)
    {
        try
        {
            return Hours(file.Content.Span);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            lint.Warn("csv.bad_hours", $"{file.Name} 中的开放时间表无法读取。", file.Name);
            return [];
        }
    }

    // Token by token: the rest of the file repeats the tables and would take more memory than both.
    private static List<OpeningHours> Hours(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        var hours = new List<OpeningHours>();
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return hours;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var found = reader.ValueTextEquals("hours"u8) && reader.Read() && reader.TokenType == JsonTokenType.StartArray;
            while (found && reader.Read() && reader.TokenType == JsonTokenType.StartArray)
            {
                var (opens, closes) = (Minute(ref reader), Minute(ref reader));
                hours.Add(OpeningHours.Daily(opens, closes));
                while (reader.TokenType != JsonTokenType.EndArray && reader.Read()) reader.Skip();
            }
            if (found) return hours;
            reader.Skip();
        }
        return hours;
    }

    private static int Minute(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.GetInt32() : throw new FormatException("A pair of minutes is cut.");
}
