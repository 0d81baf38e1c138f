using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bff.Tests.Film;

/// <summary>Speaks as much S3 as the host needs, shows what it holds, and refuses or holds up a part where a test says so.</summary>
internal sealed class StandInS3 : IAsyncDisposable
{
    public const int PartBytes = 5 << 20;
    private readonly WebApplication app;

    private StandInS3(WebApplication app) => this.app = app;

    /// <summary>Whole objects by their keys.</summary>
    public ConcurrentDictionary<string, byte[]> Objects { get; } = new();

    /// <summary>Parts of uploads that are neither completed nor aborted, by upload and number.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<int, byte[]>> Uploads { get; } = new();

    /// <summary>Parts each completed object was put together from.</summary>
    public ConcurrentDictionary<string, int> PartsOf { get; } = new();

    /// <summary>Awaited before a part of this number is taken; false refuses it.</summary>
    public Func<int, CancellationToken, Task<bool>> TakesPart { get; set; } = (_, _) => Task.FromResult(true);

    /// <summary>Settings of a host that keeps its films here.</summary>
    public string[] Settings =>
        ["--Film:S3Bucket=films", "--Film:S3ServiceUrl=" + app.Urls.First(), "--Film:S3AccessKey=test", "--Film:S3SecretKey=test", $"--Film:S3PartBytes={PartBytes}"];

    public static async Task<StandInS3> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var s3 = new StandInS3(app);
        app.MapGet("/films", () => Xml("<ListBucketResult><Name>films</Name><KeyCount>0</KeyCount></ListBucketResult>"));
        app.MapMethods("/films/{**key}", ["GET", "HEAD"], s3.Get);
        app.MapPut("/films/{**key}", s3.PutAsync);
        app.MapPost("/films/{**key}", s3.Post);
        app.MapDelete("/films/{**key}", (string uploadId) => s3.Uploads.TryRemove(uploadId, out _) ? Results.NoContent() : Results.NotFound());
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync(TestContext.Current.CancellationToken);
        return s3;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private IResult Get(string key) =>
        Objects.TryGetValue(key, out var content) ? Results.Bytes(content, enableRangeProcessing: true) : Xml("<Error><Code>NoSuchKey</Code></Error>", 404);

    private async Task<IResult> PutAsync(string key, int? partNumber, string? uploadId, HttpContext http)
    {
        if (partNumber is { } part && !await TakesPart(part, http.RequestAborted)) return Xml("<Error><Code>AccessDenied</Code></Error>", 403);
        using var content = new MemoryStream();
        await http.Request.Body.CopyToAsync(content, http.RequestAborted);
        if (partNumber is { } number) Uploads[uploadId!][number] = content.ToArray();
        else Objects[key] = content.ToArray();
        http.Response.Headers.ETag = $"\"{content.Length}\"";
        return Results.Ok();
    }

    private IResult Post(string key, string? uploadId)
    {
        if (uploadId is null)
        {
            var begun = Guid.NewGuid().ToString("N");
            Uploads[begun] = [];
            return Xml($"<InitiateMultipartUploadResult><Bucket>films</Bucket><Key>{key}</Key><UploadId>{begun}</UploadId></InitiateMultipartUploadResult>");
        }
        if (!Uploads.TryRemove(uploadId, out var parts)) return Xml("<Error><Code>NoSuchUpload</Code></Error>", 404);
        Objects[key] = [.. parts.OrderBy(p => p.Key).SelectMany(p => p.Value)];
        PartsOf[key] = parts.Count;
        return Xml($"<CompleteMultipartUploadResult><Key>{key}</Key><ETag>\"1\"</ETag></CompleteMultipartUploadResult>");
    }

    private static IResult Xml(string body, int status = 200) => Results.Content(body, "application/xml", statusCode: status);
}
