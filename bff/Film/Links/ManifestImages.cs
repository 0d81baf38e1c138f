using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bff.Film.Dicomweb;
using DicomRender.Describing;
using DicomRender.Windowing;

namespace Bff.Film.Links;

/// <summary>
/// The descriptions of a film's images. Slices of one series mostly share one, which is sent once. Images whose window was made of their
/// pixels are given one scale for the series, so that it does not flicker from slice to slice.
/// </summary>
internal sealed class ManifestImages
{
    /// <summary>What was read, each text once; <see cref="_origin"/> leads from what is sent to it.</summary>
    private readonly Dictionary<string, int> _known = [];
    private readonly List<ImageDescription> _read = [];
    private readonly List<string> _texts = [];
    private readonly List<int> _origin = [];
    private readonly Dictionary<int, int> _sent = [];

    public List<JsonElement> Descriptions { get; } = [];

    /// <summary>Indices of the descriptions of a series, instance by instance; null where there is none.</summary>
    public List<int?> IndicesOf(IReadOnlyList<InstanceListRow> series)
    {
        var own = series.Select(i => IndexOf(i.ImageJson)).ToList();
        var grey = own.OfType<int>().Distinct().Select(i => _read[i]).Where(image => !image.IsColor).ToList();
        if (!grey.Exists(image => image.IsAutomatic)) return Kept(own);
        var believed = grey.Find(image => !image.IsAutomatic && image.Windows.Count > 0)?.DefaultWindow;
        var whole = grey.Where(image => image.IsAutomatic).SelectMany(Ranges).Aggregate((a, b) => a.With(b)).Spanned;
        return Kept([.. own.Select(i => i is { } index && _read[index] is { IsAutomatic: true, IsColor: false } image
            ? IndexOf(Scaled(_texts[index], image.Windows.Count > 0 && believed is { } window ? window : whole))
            : i)]);
    }

    /// <summary>The frame that stands for an instance, from 1.</summary>
    public int MiddleOf(ManifestInstance instance) => 1 + (instance.Image is { } image ? _read[_origin[image]].MiddleFrame : instance.Frames / 2);

    /// <summary>What a picture of the instance has to be asked for with besides its size, to be what the page shows; mostly nothing.</summary>
    public string QueryOf(ManifestInstance instance)
    {
        if (instance.Image is not { } image || _read[_origin[image]] is not { } shown) return "";
        var overlays = shown.Overlays.Count > 0 ? "&overlays=true" : "";
        return shown is { IsAutomatic: true, IsColor: false, DefaultWindow: { } window }
            ? string.Create(CultureInfo.InvariantCulture, $"&window={window.Center},{window.Width},{NameOf(window.Shown)}{overlays}")
            : overlays;
    }

    private List<int?> Kept(List<int?> indices) => [.. indices.Select(i => i is { } index ? Sent(index) : (int?)null)];

    /// <summary>Only what an instance shows is sent.</summary>
    private int Sent(int index)
    {
        if (_sent.TryGetValue(index, out var place)) return place;
        using var document = JsonDocument.Parse(_texts[index]);
        Descriptions.Add(document.RootElement.Clone());
        _origin.Add(index);
        return _sent[index] = Descriptions.Count - 1;
    }

    private int? IndexOf(string? json)
    {
        if (json is null) return null;
        if (_known.TryGetValue(json, out var index)) return index;
        _read.Add(JsonSerializer.Deserialize(json, ImageDescriptionJson.Default.ImageDescription)
            ?? throw new InvalidOperationException("A prepared image has no description."));
        _texts.Add(json);
        return _known[json] = _texts.Count - 1;
    }

    /// <summary>The values that the image's own windows span.</summary>
    private static IEnumerable<ValueRange> Ranges(ImageDescription image)
    {
        var windows = (image.PerFrame ?? []).Select(frame => frame.DefaultWindow).Append(image.DefaultWindow);
        return windows.OfType<Window>().Select(w => new ValueRange(w.Center - w.Width / 2, w.Center + w.Width / 2));
    }

    private static string Scaled(string json, Window window)
    {
        var image = JsonNode.Parse(json)!.AsObject();
        image["defaultWindow"] = JsonSerializer.SerializeToNode(window, ImageDescriptionJson.Default.Window);
        if (image["perFrame"] is JsonArray frames)
            foreach (var frame in frames) frame?.AsObject().Remove("defaultWindow");
        return image.ToJsonString();
    }

    private static string NameOf(VoiFunction function) => function switch
    {
        VoiFunction.Linear => "linear",
        VoiFunction.LinearExact => "linear-exact",
        VoiFunction.Sigmoid => "sigmoid",
    };
}
