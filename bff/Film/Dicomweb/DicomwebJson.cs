using System.Globalization;
using System.Text.Json;

namespace Bff.Film.Dicomweb;

/// <summary>Attributes in the DICOM JSON model (PS3.18 annex F.2). Absent values are left out.</summary>
internal static class DicomwebJson
{
    public static void Text(Utf8JsonWriter json, string tag, string vr, string? value)
    {
        if (value is null) return;
        Start(json, tag, vr);
        json.WriteStringValue(value);
        End(json);
    }

    public static void Texts(Utf8JsonWriter json, string tag, string vr, IEnumerable<string> values)
    {
        Start(json, tag, vr);
        foreach (var value in values) json.WriteStringValue(value);
        End(json);
    }

    public static void Number(Utf8JsonWriter json, string tag, string vr, int? value)
    {
        if (value is null) return;
        Start(json, tag, vr);
        json.WriteNumberValue(value.Value);
        End(json);
    }

    public static void Date(Utf8JsonWriter json, string tag, DateOnly? value) =>
        Text(json, tag, "DA", value?.ToString("yyyyMMdd", CultureInfo.InvariantCulture));

    /// <summary>A person name: up to three groups parted by <c>=</c> (PS3.5 6.2.1.1). One of nothing but separators is none.</summary>
    public static void PersonName(Utf8JsonWriter json, string tag, string? value)
    {
        if (value is null || value.All(letter => letter is '^' or '=' or ' ')) return;
        Start(json, tag, "PN");
        json.WriteStartObject();
        var groups = value.Split('=');
        string[] names = ["Alphabetic", "Ideographic", "Phonetic"];
        for (var i = 0; i < Math.Min(groups.Length, 3); i++)
            if (groups[i].Length > 0) json.WriteString(names[i], groups[i]);
        json.WriteEndObject();
        End(json);
    }

    public static void Sequence<T>(Utf8JsonWriter json, string tag, IEnumerable<T> items, Action<T> write)
    {
        var list = items.ToList();
        if (list.Count == 0) return;
        Start(json, tag, "SQ");
        foreach (var item in list)
        {
            json.WriteStartObject();
            write(item);
            json.WriteEndObject();
        }
        End(json);
    }

    private static void Start(Utf8JsonWriter json, string tag, string vr)
    {
        json.WriteStartObject(tag);
        json.WriteString("vr", vr);
        json.WriteStartArray("Value");
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
