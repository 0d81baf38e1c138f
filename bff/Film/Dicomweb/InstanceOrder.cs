using DicomRender.Placing;
using Npgsql;

namespace Bff.Film.Dicomweb;

/// <summary>
/// The instances of what a search names, a series after another, each in the order a viewer shows it: where its images stand in space and
/// time. That needs the whole series and is worked out anew each time, which costs what the series holds and not what the archive holds.
/// </summary>
internal static class InstanceOrder
{
    /// <summary>Ids of a page of them.</summary>
    public static async Task<Guid[]> PageAsync(NpgsqlDataSource db, Reach reach, InstanceFilter filter, CancellationToken cancellationToken)
    {
        var sql = new Sql();
        var all = await db.ListAsync(SeriesSearch.All(sql, reach, filter), Read, cancellationToken, sql.Parameters);
        var ordered = all.GroupBy(i => i.SeriesId).SelectMany(series => Ordered([.. series]));
        return [.. ordered.Skip(filter.Offset).Take(filter.Limit)];
    }

    private static IEnumerable<Guid> Ordered(Placed[] series) =>
        SliceOrder.Of(Array.ConvertAll(series, i => i.Slice)).Select(at => series[at].Id);

    private static Placed Read(NpgsqlDataReader r) => new(
        r.GetGuid(0), r.GetGuid(1),
        new OrderedSlice(SlicePlace.FromNumbers(r.IsDBNull(2) ? [] : r.GetFieldValue<double[]>(2)), r.ValueOrNull<int>(3), r.GetString(4)));

    private sealed record Placed(Guid Id, Guid SeriesId, OrderedSlice Slice);
}
