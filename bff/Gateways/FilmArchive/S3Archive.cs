using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Bff.Gateways.FilmArchive;

/// <summary>Films in a bucket of an S3-compatible store (MinIO, Ceph, OSS, COS). Parts of an object are read by range.</summary>
internal sealed class S3Archive(IAmazonS3 client, string bucket, string workFolder) : IFilmArchive, IDisposable
{
    public async Task PutAsync(string key, string localPath, CancellationToken cancellationToken)
    {
        // Signed as one piece: not every store takes the signed chunks that are Amazon's default.
        var request = new PutObjectRequest { BucketName = bucket, Key = key, FilePath = localPath, DisablePayloadSigning = false, UseChunkEncoding = false };
        await AskAsync(() => client.PutObjectAsync(request, cancellationToken));
        File.Delete(localPath);
    }

    public async ValueTask<IArchivedObject?> OpenAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var head = await AskAsync(() => client.GetObjectMetadataAsync(bucket, key, cancellationToken));
            return new RemoteObject(client, bucket, key, head.ContentLength);
        }
        catch (AmazonS3Exception)
        {
            // The answer to a HEAD has no words: a bucket that is gone looks like an object that never was.
            await CheckAsync(cancellationToken);
            return null;
        }
    }

    public async ValueTask<LocalCopy?> GetLocalAsync(string key, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(workFolder);
        var copy = new LocalCopy(Path.Combine(workFolder, Guid.NewGuid().ToString("N") + ".s3"), Temporary: true);
        try
        {
            using var answer = await AskAsync(() => client.GetObjectAsync(bucket, key, cancellationToken));
            await using var file = File.Create(copy.Path);
            await answer.ResponseStream.CopyToAsync(file, cancellationToken);
            return copy;
        }
        catch (AmazonS3Exception)
        {
            return null;
        }
        catch
        {
            copy.Dispose();
            throw;
        }
    }

    public Task CheckAsync(CancellationToken cancellationToken) =>
        AskAsync(() => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellationToken));

    public void Dispose() => client.Dispose();

    /// <exception cref="AmazonS3Exception">Only for an object that is not there.</exception>
    /// <exception cref="ArchiveUnavailableException">The store does not answer, refuses, or has no such bucket.</exception>
    private static async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (e is HttpRequestException or AmazonClientException or AmazonServiceException { ErrorCode: not ("NoSuchKey" or "NotFound") })
        {
            throw new ArchiveUnavailableException(e);
        }
    }

    private sealed class RemoteObject(IAmazonS3 client, string bucket, string key, long length) : IArchivedObject
    {
        public long Length => length;

        public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (buffer.Length == 0) return;
            var range = new ByteRange(offset, offset + buffer.Length - 1);
            using var answer = await AskAsync(() => client.GetObjectAsync(new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = range }, cancellationToken));
            await answer.ResponseStream.ReadExactlyAsync(buffer, cancellationToken);
        }

        public void Dispose()
        {
            // Nothing is held open: each range is a request of its own.
        }
    }
}
