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

/// <summary>Makes a <see cref="Page{T}"/> of rows of which one more was asked for than fit.</summary>
public static class Page
{
    /// <param name="rows">Up to <paramref name="limit"/> + 1 rows; a row too many says that there is another page.</param>
    /// <param name="limit">Rows of a page.</param>
    /// <param name="cursorOf">What <c>?cursor=</c> continues after this row, the last one of the page.</param>
    public static Page<T> Of<T>(IReadOnlyList<T> rows, int limit, Func<T, string> cursorOf) => Of(rows, limit, cursorOf, row => row);

    /// <param name="item">What callers see of a row.</param>
    /// <inheritdoc cref="Of{T}(IReadOnlyList{T}, int, Func{T, string})"/>
    public static Page<TItem> Of<TRow, TItem>(IReadOnlyList<TRow> rows, int limit, Func<TRow, string> cursorOf, Func<TRow, TItem> item) =>
        new([.. rows.Take(limit).Select(item)], rows.Count > limit ? cursorOf(rows[limit - 1]) : null);
}
