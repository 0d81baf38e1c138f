using System.Globalization;
using System.Text.Json;
using Bff.Gateways.FilmArchive;
using DicomRender.Annotating;
using DicomRender.Datasets;
using Microsoft.Extensions.Options;

namespace Bff.Film.Pictures;

/// <summary>The text burned into a picture: read from the instance's own attributes, drawn with a Chinese font of this machine.</summary>
internal sealed class FilmAnnotations(IFilmArchive archive, IOptions<FilmOptions> options)
{
    /// <summary>Debian's fonts that have every character of a patient's name, and the simplified Chinese face of each collection.</summary>
    private static readonly (string Path, int Index)[] Fonts =
    [
        ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", 2), ("/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 0),
        ("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 0),
    ];

    private readonly Lazy<Typeface?> _typeface = new(() => options.Value.FontPath is { Length: > 0 } path
        ? Typeface.Open(path)
        : Fonts.Where(f => File.Exists(f.Path)).Select(f => Typeface.Open(f.Path, f.Index)).FirstOrDefault(t => t is not null));

    /// <summary>
    /// Whether text can be drawn at all; without FreeType or a Chinese font it cannot, and a wrong name is worse than none.
    /// </summary>
    public bool IsAvailable => _typeface.Value is not null;

    /// <summary>The lines for one frame (from 1); null when nothing is asked for.</summary>
    /// <exception cref="FileLostException">The archive has lost the attributes: no picture is better than one without its name.</exception>
    public async ValueTask<Annotation?> ReadAsync(InstanceRow row, int frame, PictureQuery query, CancellationToken cancellationToken)
    {
        if (query.Annotations == AnnotationParts.None || _typeface.Value is not { } font) return null;
        using var local = await archive.MetadataAsync(row.Sha256, cancellationToken);
        await using var file = File.OpenRead(local.Path);
        using var json = await JsonDocument.ParseAsync(file, cancellationToken: cancellationToken);
        var attributes = new Attributes(json.RootElement);
        return new Annotation(font,
            query.Annotations.HasFlag(AnnotationParts.Patient) ? [.. Patient(attributes).Where(line => line.Length > 0)] : [],
            query.Annotations.HasFlag(AnnotationParts.Technique)
                ? [.. Technique(attributes, row, frame, query).Where(line => line.Length > 0)]
                : []);
    }

    private static IEnumerable<string> Patient(Attributes of)
    {
        var sex = of.Text("00100040") switch { "M" => "男", "F" => "女", _ => "" };
        yield return Joined(of.PersonName("00100010"), sex, AgeText.Of(of.Text("00101010")) ?? "");
        yield return Labelled("病历号 ", of.Text("00100020"));
        yield return Labelled("出生 ", Date(of.Text("00100030")));
    }

    private static IEnumerable<string> Technique(Attributes of, InstanceRow row, int frame, PictureQuery query)
    {
        yield return of.Text("00080080");
        yield return Joined(of.Text("00080060"), Date(of.Text("00080020")), Time(of.Text("00080030")));
        var frames = row.Frames > 1 ? string.Create(CultureInfo.InvariantCulture, $"帧 {frame}/{row.Frames}") : "";
        yield return Joined(Labelled("序列 ", of.Text("00200011")), Labelled("图像 ", of.Text("00200013")), frames);
        yield return Joined(Labelled("层厚 ", of.Text("00180050"), " mm"), Labelled("位置 ", of.Text("00201041"), " mm"),
            Labelled("", of.Text("00180060"), " kV"));
        if (query.Window is { } window) yield return string.Create(CultureInfo.InvariantCulture, $"窗位 {window.Center} 窗宽 {window.Width}");
    }

    private static string Joined(params ReadOnlySpan<string> parts) => string.Join("  ", parts.ToArray().Where(p => p.Length > 0));

    private static string Labelled(string before, string value, string after = "") => value.Length == 0 ? "" : before + value + after;

    /// <summary>DA as written; what is no date is left out.</summary>
    private static string Date(string value) =>
        DateOnly.TryParseExact(value, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
            : "";

    private static string Time(string value) =>
        value.Length >= 4 && TimeOnly.TryParseExact(value[..4], "HHmm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? time.ToString("HH:mm", CultureInfo.InvariantCulture)
            : "";

    /// <summary>First values of attributes in the DICOM JSON model (PS3.18 annex F.2); absent ones are empty.</summary>
    private readonly struct Attributes(JsonElement instance)
    {
        public string Text(string tag) => First(tag) switch
        {
            null => "",
            { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim(),
            { } value => value.ToString(),
        };

        public string PersonName(string tag)
        {
            return First(tag) is { ValueKind: JsonValueKind.Object } name
                ? new PersonName(Group("Alphabetic"), Group("Ideographic"), Group("Phonetic")).Display
                : "";

            string Group(string group) => name.TryGetProperty(group, out var value) ? value.GetString() ?? "" : "";
        }

        private JsonElement? First(string tag) =>
            instance.TryGetProperty(tag, out var attribute) && attribute.TryGetProperty("Value", out var values)
            && values.ValueKind == JsonValueKind.Array && values.GetArrayLength() > 0
                ? values[0]
                : null;
    }
}
