using System.Globalization;

namespace Bff.Platform.Data;

/// <summary>
/// The parameters of a statement that is put together from what a caller asks for. What is not asked for does not stand in it: a plan that
/// is kept for <c>$1 is null or …</c> reads everything.
/// </summary>
public sealed class Sql
{
    private readonly List<object?> _parameters = [];

    /// <summary>In the order of their numbers.</summary>
    public object?[] Parameters => [.. _parameters];

    /// <summary>Takes a value; how it is named in the text.</summary>
    /// <param name="type">For what may be null: <c>uuid[]</c>.</param>
    public string Add(object? value, string? type = null)
    {
        _parameters.Add(value);
        var name = "$" + _parameters.Count.ToString(CultureInfo.InvariantCulture);
        return type is null ? name : $"{name}::{type}";
    }

    /// <summary>
    /// The newest rows of a table within some hospitals, by id: of each hospital a page, in the order of its index, and of those pages the
    /// first. So an empty hospital, a rare condition and all hospitals at once cost no more than their pages. "Nulls last" is the order of
    /// that index alone: the primary key, which would be walked through the rows of all hospitals, does not give it.
    /// </summary>
    public string Newest(NewestRows rows)
    {
        var (limit, before, hospitals) = (Add(rows.Limit), Add(rows.Before), Add(rows.Hospitals, "uuid[]"));
        return $"""
            select r.* from accounts.v_hospital h cross join lateral (
                select * from {rows.Table} r where r.hospital_id = h.id and r.id < {before} {rows.And}
                order by r.id desc nulls last limit {limit}) r
            where ({hospitals} is null or h.id = any({hospitals})) {rows.AndHospital} order by r.id desc limit {limit}
            """;
    }
}

/// <summary>Which rows <see cref="Sql.Newest"/> finds.</summary>
/// <param name="Table">Has an index <c>(hospital_id, id desc nulls last)</c>.</param>
/// <param name="Hospitals">Null: all.</param>
/// <param name="Limit">Rows at most.</param>
/// <param name="Before">The last id of the page before.</param>
public sealed record NewestRows(string Table, Guid[]? Hospitals, int Limit, Guid Before)
{
    /// <summary>A further condition on <c>r</c>, led by <c>and</c>; needs an index of its own with it.</summary>
    public string And { get; init; } = "";

    /// <summary>A further condition on the hospital <c>h</c>, led by <c>and</c>.</summary>
    public string AndHospital { get; init; } = "";
}
