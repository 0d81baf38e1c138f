using Amazon.Runtime;
using Amazon.S3;
using Bff.Gateways.FilmArchive;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bff.Tests.Gateways;

public sealed class FilmArchiveTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("cloudclinic-archive-").FullName;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_missing_file_is_no_object_and_a_missing_folder_is_an_outage()
    {
        var archive = new DiskArchive(folder);
        Assert.Null(await archive.OpenAsync("ab/cd", Stop));
        Assert.Null(await archive.GetLocalAsync("ab/cd", Stop));
        Directory.Delete(folder);
        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => archive.OpenAsync("ab/cd", Stop).AsTask());
        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => archive.GetLocalAsync("ab/cd", Stop).AsTask());
    }

    [Fact]
    public async Task A_file_that_became_shorter_is_an_outage()
    {
        await File.WriteAllBytesAsync(Path.Combine(folder, "short"), new byte[10], Stop);
        using var found = await new DiskArchive(folder).OpenAsync("short", Stop);
        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => found!.ReadAsync(5, new byte[10], Stop).AsTask());
    }

    [Theory]
    [InlineData("HTTP/1.1 206 Partial\r\nContent-Length: 100\r\n\r\ncut")]
    [InlineData("HTTP/1.1 403 No\r\nContent-Length: 46\r\n\r\n<Error><Code>InvalidAccessKeyId</Code></Error>")]
    [InlineData("HTTP/1.1 404 No\r\nContent-Length: 37\r\n\r\n<Error><Code>NoSuchKey</Code></Error>")]
    [InlineData("HTTP/1.1 500 No\r\nContent-Length: 4\r\n\r\n<htm")]
    [InlineData("220 mail ready\r\n\r\n")]
    [InlineData("")]
    public async Task A_store_that_fails_while_an_object_is_read_is_an_outage(string answer)
    {
        await using var store = new StandInPlatform();
        store.Behaviour = (_, platform, stream) => platform.WriteAsync(
            stream, platform.Requests == 1 ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\nConnection: close\r\n\r\n" : answer);
        var config = new AmazonS3Config
        {
            ServiceURL = store.Address.AbsoluteUri,
            ForcePathStyle = true,
            AuthenticationRegion = "us-east-1",
            MaxErrorRetry = 0,
        };
        using var archive = new S3Archive(
            new AmazonS3Client(new BasicAWSCredentials("test", "test"), config), "films", folder, 5 << 20, NullLogger<S3Archive>.Instance);
        using var found = await archive.OpenAsync("ab/cd", Stop);
        await Assert.ThrowsAsync<ArchiveUnavailableException>(() => found!.ReadAsync(0, new byte[100], Stop).AsTask());
    }
}
