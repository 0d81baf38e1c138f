using System.Data;
using Npgsql;

namespace Bff.Platform.Data;

/// <summary>
/// Columns by their names, for rows of more than eight: <c>row.GetGuid("id")</c> and its like come with <c>using System.Data</c>, here are
/// those that may be
/// null and those of other types.
/// </summary>
public static class RowsByName
{
    /// <summary>A text, or null.</summary>
    public static string? TextOrNull(this NpgsqlDataReader row, string column) => row.TextOrNull(row.GetOrdinal(column));

    /// <summary>A value, or null.</summary>
    public static T? ValueOrNull<T>(this NpgsqlDataReader row, string column) where T : struct =>
        row.ValueOrNull<T>(row.GetOrdinal(column));

    /// <summary>Bytes, or null.</summary>
    public static byte[]? BytesOrNull(this NpgsqlDataReader row, string column) => row.BytesOrNull(row.GetOrdinal(column));

    /// <summary>A moment.</summary>
    public static DateTimeOffset Moment(this NpgsqlDataReader row, string column) => row.GetFieldValue<DateTimeOffset>(column);
}
