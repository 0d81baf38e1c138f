using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Bff.Gateways.FilmArchive;

/// <summary>
/// Films in a bucket of an S3-compatible store (MinIO, Ceph, OSS, COS). Ranges of an object are read; a large one is written in parts.
/// </summary>
internal sealed partial class S3Archive(IAmazonS3 client, string bucket, string workFolder, long partBytes, ILogger<S3Archive> logger)
    : IFilmArchive, IDisposable
{
    private static readonly TimeSpan AbortTimeLimit = TimeSpan.FromSeconds(10);

    public async Task PutAsync(string key, string localPath, CancellationToken cancellationToken)
    {
        if (new FileInfo(localPath).Length > partBytes) await PutPartsAsync(key, localPath, cancellationToken);
        else
        {
            // Signed as one piece: not every store takes the signed chunks that are Amazon's default.
            var request = new PutObjectRequest
            {
                BucketName = bucket,
                Key = key,
                FilePath = localPath,
                DisablePayloadSigning = false,
                UseChunkEncoding = false,
            };
            await AskAsync(() => client.PutObjectAsync(request, cancellationToken));
        }
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
        PrivateFiles.CreateFolder(workFolder);
        var copy = new LocalCopy(Path.Combine(workFolder, Guid.NewGuid().ToString("N") + ".s3"), Temporary: true);
        try
        {
            using var answer = await AskAsync(() => client.GetObjectAsync(bucket, key, cancellationToken));
            await using var file = PrivateFiles.Create(copy.Path);
            await AskAsync(() => CopyAsync(answer, file, cancellationToken));
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

    public Task DeleteAsync(string key, CancellationToken cancellationToken) =>
        AskAsync(() => client.DeleteObjectAsync(bucket, key, cancellationToken));

    public async IAsyncEnumerable<string> ListAsync(string beginning, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var request = new ListObjectsV2Request { BucketName = bucket, Prefix = beginning };
        ListObjectsV2Response page;
        do
        {
            page = await AskAsync(() => client.ListObjectsV2Async(request, cancellationToken));
            foreach (var found in page.S3Objects ?? []) yield return found.Key;
            request.ContinuationToken = page.NextContinuationToken;
        }
        while (page.IsTruncated == true);
    }

    public Task CheckAsync(CancellationToken cancellationToken) =>
        AskAsync(() => client.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket, MaxKeys = 1 }, cancellationToken));

    public void Dispose() => client.Dispose();

    /// <summary>
    /// One request takes 5 GB at most, and one that breaks is begun anew. Nothing is known under the key until the parts are put together.
    /// </summary>
    private async Task PutPartsAsync(string key, string localPath, CancellationToken cancellationToken)
    {
        var upload = (await AskAsync(() => client.InitiateMultipartUploadAsync(bucket, key, cancellationToken))).UploadId;
        try
        {
            var parts = new List<PartETag>();
            var length = new FileInfo(localPath).Length;
            for (long position = 0; position < length; position += partBytes)
            {
                var request = new UploadPartRequest
                {
                    BucketName = bucket,
                    Key = key,
                    UploadId = upload,
                    PartNumber = parts.Count + 1,
                    FilePath = localPath,
                    FilePosition = position,
                    PartSize = Math.Min(partBytes, length - position),
                    DisablePayloadSigning = false,
                    UseChunkEncoding = false,
                };
                var part = await AskAsync(() => client.UploadPartAsync(request, cancellationToken));
                parts.Add(new PartETag(request.PartNumber!.Value, part.ETag));
            }
            var whole = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = upload, PartETags = parts };
            await AskAsync(() => client.CompleteMultipartUploadAsync(whole, cancellationToken));
        }
        catch
        {
            await AbortAsync(key, upload);
            throw;
        }
    }

    /// <summary>Has the store drop the parts of an upload that did not come to its end.</summary>
    private async Task AbortAsync(string key, string upload)
    {
        try
        {
            using var limit = new CancellationTokenSource(AbortTimeLimit);
            await client.AbortMultipartUploadAsync(bucket, key, upload, limit.Token);
        }
        catch (Exception e) when (IsOutage(e) || e is AmazonServiceException or OperationCanceledException)
        {
            LogPartsLeft(e, key);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning, Message = "Parts of {Key} stay in the bucket until its rule for incomplete uploads removes them")]
    private partial void LogPartsLeft(Exception e, string key);

    private static async Task<bool> CopyAsync(GetObjectResponse answer, FileStream file, CancellationToken cancellationToken)
    {
        await answer.ResponseStream.CopyToAsync(file, cancellationToken);
        return true;
    }

    /// <exception cref="AmazonS3Exception">Only for an object that is not there.</exception>
    /// <exception cref="ArchiveUnavailableException">The store does not answer, refuses, or has no such bucket.</exception>
    private static async Task<T> AskAsync<T>(Func<Task<T>> request)
    {
        try
        {
            return await request();
        }
        catch (Exception e) when (IsOutage(e))
        {
            throw new ArchiveUnavailableException(e);
        }
    }

    /// <summary>Everything that can happen to a request and to the reading of its answer, but for an object that is not there.</summary>
    private static bool IsOutage(Exception e) => e is HttpRequestException or HttpIOException or EndOfStreamException or AmazonClientException
        or IOException { InnerException: SocketException }
        or OperationCanceledException { InnerException: TimeoutException }
        or AmazonServiceException { ErrorCode: not ("NoSuchKey" or "NotFound") };

    private sealed class RemoteObject(IAmazonS3 client, string bucket, string key, long length) : IArchivedObject
    {
        public long Length => length;

        public async ValueTask ReadAsync(long offset, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            if (buffer.Length == 0) return;
            var range = new ByteRange(offset, offset + buffer.Length - 1);
            var request = new GetObjectRequest { BucketName = bucket, Key = key, ByteRange = range };
            try
            {
                using var answer = await client.GetObjectAsync(request, cancellationToken);
                await answer.ResponseStream.ReadExactlyAsync(buffer, cancellationToken);
            }
            catch (Exception e) when (IsOutage(e) || e is AmazonS3Exception)
            {
                // Objects are never removed: one that is gone after it was opened is an outage as well.
                throw new ArchiveUnavailableException(e);
            }
        }

        /// <summary>Nothing is held open: each range is a request of its own.</summary>
        public void Dispose() { }
    }
}
