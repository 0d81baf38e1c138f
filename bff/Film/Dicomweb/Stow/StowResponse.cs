using System.Buffers;
using System.Text.Json;
using Bff.Film.Ingest;

namespace Bff.Film.Dicomweb.Stow;

/// <summary>The standard's response to an upload (PS3.18 10.5.3): what was stored and what was not, with its reason.</summary>
internal static class StowResponse
{
    public static DicomwebResult Write(HttpRequest request, IReadOnlyList<StoredInstance> outcomes)
    {
        var stored = outcomes.Where(o => o.IsStored).ToList();
        var failed = outcomes.Where(o => !o.IsStored).ToLookup(o => o.SopInstanceUid is null);
        var status = stored.Count == outcomes.Count ? 200 : stored.Count > 0 ? 202 : 409;
        var root = PublicAddress.Of(request.HttpContext).RootOf(request) + "/dicomweb/studies";
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            if (stored is [var first, ..]) DicomwebJson.Text(json, "00081190", "UR", $"{root}/{first.StudyInstanceUid}");
            DicomwebJson.Sequence(json, "00081198", failed[false], o => Reference(json, o, null));
            DicomwebJson.Sequence(json, "00081199", stored,
                o => Reference(json, o, $"{root}/{o.StudyInstanceUid}/series/{o.SeriesInstanceUid}/instances/{o.SopInstanceUid}"));
            DicomwebJson.Sequence(json, "0008119A", failed[true], o => Reference(json, o, null));
            json.WriteEndObject();
        }
        return new DicomwebResult(status, buffer.WrittenMemory);
    }

    private static void Reference(Utf8JsonWriter json, StoredInstance o, string? url)
    {
        if (o.SopClassUid is not null) DicomwebJson.Text(json, "00081150", "UI", o.SopClassUid);
        if (o.SopInstanceUid is not null) DicomwebJson.Text(json, "00081155", "UI", o.SopInstanceUid);
        if (url is not null) DicomwebJson.Text(json, "00081190", "UR", url);
        if (o.WarningReason is { } warning) DicomwebJson.Number(json, "00081196", "US", warning);
        if (o.FailureReason is { } reason) DicomwebJson.Number(json, "00081197", "US", reason);
        if (o.Detail is not null) DicomwebJson.Text(json, "00000902", "LO", o.Detail.Length > 64 ? o.Detail[..64] : o.Detail);
    }
}
