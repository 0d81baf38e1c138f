using System.Buffers;
using System.Text.Json;
using Bff.Accounts.Contract;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Bff.Film;

/// <summary>STOW-RS (PS3.18 10.5): parts stream to disk one by one; each outcome is listed, a bad part does not sink the rest.</summary>
public static partial class FilmEndpoints
{
    private static void MapStow(RouteGroupBuilder group)
    {
        group.MapPost("/studies", (HttpContext http, FilmIngest ingest, AccountsDirectory accounts, Audit audit, IOptions<FilmOptions> options) =>
            StoreAsync(null, http, ingest, accounts, audit, options));
        group.MapPost("/studies/{study}", (string study, HttpContext http, FilmIngest ingest, AccountsDirectory accounts, Audit audit, IOptions<FilmOptions> options) =>
            StoreAsync(study, http, ingest, accounts, audit, options));
    }

    private static async Task<IResult> StoreAsync(
        string? studyUid, HttpContext http, FilmIngest ingest, AccountsDirectory accounts, Audit audit, IOptions<FilmOptions> options)
    {
        var caller = (Caller.Integrator)Caller.Of(http);
        var hospitalId = caller.HomeHospitalId;
        if (http.Request.Headers["X-Hospital-Code"].ToString() is { Length: > 0 } code)
        {
            var named = (await accounts.HospitalsAsync(http.RequestAborted)).Where(h => h.Code == code && caller.HospitalIds.Contains(h.Id)).ToList();
            if (named.Count == 0) return Problems.Of(403, "film.hospital_not_yours", "无权向这家医院推送。");
            hospitalId = named[0].Id;
        }
        if (Boundary(http.Request) is not { } boundary)
            return Problems.Of(415, "film.not_multipart", "应为 multipart/related; type=\"application/dicom\"。");
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = options.Value.MaxRequestBytes;
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate) rate.MinDataRate = new Microsoft.AspNetCore.Server.Kestrel.Core.MinDataRate(240, TimeSpan.FromSeconds(30));

        var received = new List<ReceivedInstance>();
        var refused = new List<StoredInstance>();
        if (await ReceivePartsAsync(new MultipartReader(boundary, http.Request.Body) { HeadersLengthLimit = 16 * 1024 }, ingest, received, refused, options.Value.MaxInstances, http.RequestAborted) is { } problem)
            return problem;
        var outcomes = await ingest.StoreAsync(hospitalId, studyUid, received, http.RequestAborted);
        foreach (var study in outcomes.Where(o => o.FailureReason is null).Select(o => o.StudyInstanceUid).Distinct())
            await audit.RecordAsync(http, new AuditEntry("film.store", "study-uid:" + study, HospitalId: hospitalId));
        return WriteStoreResponse(http, [.. outcomes, .. refused]);
    }

    private static async Task<IResult?> ReceivePartsAsync(
        MultipartReader reader, FilmIngest ingest, List<ReceivedInstance> received, List<StoredInstance> refused, int most, CancellationToken cancellationToken)
    {
        try
        {
            while (await UploadBrokenException.GuardAsync(reader.ReadNextSectionAsync(cancellationToken)) is { } section)
            {
                if (received.Count + refused.Count == most) return Problems.Of(413, "film.too_many_instances", $"一次最多推送 {most} 个影像。");
                if (section.ContentType is { Length: > 0 } type && !type.StartsWith("application/dicom", StringComparison.OrdinalIgnoreCase))
                {
                    await section.Body.DrainAsync(cancellationToken);
                    refused.Add(new StoredInstance(null, null, null, null, FilmIngest.CannotUnderstand, "The part is not application/dicom."));
                    continue;
                }
                var (instance, refusal) = await ingest.ReceiveAsync(section.Body, cancellationToken);
                if (instance is not null) received.Add(instance);
                if (refusal is not null) refused.Add(refusal);
            }
            return received.Count + refused.Count == 0 ? Problems.Of(400, "film.no_parts", "请求中没有影像。") : null;
        }
        catch (UploadBrokenException)
        {
            // Nothing of this request is acknowledged.
            return Problems.Of(400, "film.multipart_malformed", "multipart 内容不完整或格式不正确。");
        }
    }

    private static string? Boundary(HttpRequest request)
    {
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.MediaType != "multipart/related") return null;
        var boundary = HeaderUtilities.RemoveQuotes(type.Boundary).ToString();
        return boundary.Length is > 0 and <= 200 ? boundary : null;
    }

    /// <summary>The standard's response (PS3.18 10.5.3): what was stored and what was not, with its reason.</summary>
    private static DicomwebResult WriteStoreResponse(HttpContext http, IReadOnlyList<StoredInstance> outcomes)
    {
        var failed = outcomes.Count(o => o.FailureReason is not null);
        var status = failed == 0 ? 200 : failed < outcomes.Count ? 202 : 409;
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            var root = $"{http.Request.Scheme}://{http.Request.Host}/dicomweb/studies";
            json.WriteStartObject();
            if (outcomes.FirstOrDefault(o => o.FailureReason is null) is { } first) DicomwebJson.Text(json, "00081190", "UR", $"{root}/{first.StudyInstanceUid}");
            DicomwebJson.Sequence(json, "00081198", outcomes.Where(o => o is { FailureReason: not null, SopInstanceUid: not null }), o => Reference(json, o, null));
            DicomwebJson.Sequence(json, "00081199", outcomes.Where(o => o.FailureReason is null),
                o => Reference(json, o, $"{root}/{o.StudyInstanceUid}/series/{o.SeriesInstanceUid}/instances/{o.SopInstanceUid}"));
            DicomwebJson.Sequence(json, "0008119A", outcomes.Where(o => o is { FailureReason: not null, SopInstanceUid: null }), o => Reference(json, o, null));
            json.WriteEndObject();
        }
        return new DicomwebResult(status, buffer.WrittenMemory);
    }

    private static void Reference(Utf8JsonWriter json, StoredInstance o, string? url)
    {
        if (o.SopClassUid is not null) DicomwebJson.Text(json, "00081150", "UI", o.SopClassUid);
        if (o.SopInstanceUid is not null) DicomwebJson.Text(json, "00081155", "UI", o.SopInstanceUid);
        if (url is not null) DicomwebJson.Text(json, "00081190", "UR", url);
        if (o.FailureReason is { } reason) DicomwebJson.Number(json, "00081197", "US", reason);
        if (o.Detail is not null) DicomwebJson.Text(json, "00000902", "LO", o.Detail.Length > 64 ? o.Detail[..64] : o.Detail);
    }
}
