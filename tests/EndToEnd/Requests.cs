using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace EndToEnd;

/// <summary>What a page has asked for since this began to listen. Playwright reports on a thread of its own.</summary>
internal sealed class Requests
{
    private readonly ConcurrentQueue<IRequest> started = [], finished = [];

    public Requests(IPage page)
    {
        page.Request += (_, request) => started.Enqueue(request);
        page.RequestFinished += (_, request) => finished.Enqueue(request);
    }

    /// <summary>Addresses asked for so far, answered or not.</summary>
    public IReadOnlyList<string> Urls => [.. started.Select(request => request.Url)];

    /// <summary>Answered requests so far whose address contains these words.</summary>
    public int Count(string words) => finished.Count(request => request.Url.Contains(words, StringComparison.Ordinal));

    /// <summary>Bytes as sent of the page, its scripts and its styles.</summary>
    public Task<long> ScriptBytesAsync() => BytesAsync(request => request.ResourceType is "script" or "stylesheet" or "document");

    /// <summary>Bytes as sent of the answered requests whose address contains these words.</summary>
    public Task<long> BytesAsync(string words) => BytesAsync(request => request.Url.Contains(words, StringComparison.Ordinal));

    private async Task<long> BytesAsync(Func<IRequest, bool> isMeant)
    {
        long total = 0;
        foreach (var request in finished.Where(isMeant)) total += (await request.SizesAsync()).ResponseBodySize;
        return total;
    }
}
