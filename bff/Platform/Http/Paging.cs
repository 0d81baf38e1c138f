using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Bff.Platform.Http;

/// <summary><c>?limit=&amp;cursor=</c> of every list: 1 to 200 rows, 50 unless told.</summary>
public static class Paging
{
    public static ProblemHttpResult Malformed => Problems.Of(400, "request.invalid_page", "limit 应为 1 到 200，cursor 应为上一页给出的值。");

    /// <summary>Reads a numeric cursor.</summary>
    public static bool TryRead(int? limit, string? cursor, out int take, out long? before)
    {
        take = limit ?? 50;
        before = null;
        if (take is < 1 or > 200) return false;
        if (string.IsNullOrEmpty(cursor)) return true;
        if (!long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return false;
        before = value;
        return true;
    }

    /// <summary>Reads a cursor that is the id of the last row seen (UUIDv7, so newest first by id).</summary>
    public static bool TryRead(int? limit, string? cursor, out int take, out Guid before)
    {
        take = limit ?? 50;
        before = Guid.AllBitsSet;
        return take is >= 1 and <= 200 && (string.IsNullOrEmpty(cursor) || Guid.TryParse(cursor, out before));
    }
}
