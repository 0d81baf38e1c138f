using System.Globalization;

namespace Bff.Film.Dicomweb.Qido;

/// <summary>
/// The query of a search (PS3.18 8.3.4). Attributes may be named by keyword or tag; for what is not searched by see <see cref="QidoRest"/>,
/// which is why they are read here and not bound.
/// </summary>
internal static class QidoQuery
{
    private const int MostRows = 10_000, RowsUnlessTold = 1000;

    /// <summary>Null: it cannot be read.</summary>
    public static StudyFilter? Studies(IQueryCollection query)
    {
        if (!TryPage(query, out var limit, out var offset)) return null;
        if (!TryDates(Attribute(query, "StudyDate", "00080020"), out var from, out var to)) return null;
        return new StudyFilter
        {
            PatientId = Attribute(query, "PatientID", "00100020"),
            AccessionNumber = Attribute(query, "AccessionNumber", "00080050"),
            StudyInstanceUids = Listed(Attribute(query, "StudyInstanceUID", "0020000D")),
            From = from,
            To = to,
            Modalities = Listed(Attribute(query, "ModalitiesInStudy", "00080061")),
            Limit = limit,
            Offset = offset,
        };
    }

    /// <inheritdoc cref="Studies"/>
    /// <param name="study">The study of the path; null: of the query, if any.</param>
    public static SeriesFilter? Series(IQueryCollection query, string? study) =>
        TryPage(query, out var limit, out var offset)
            ? new SeriesFilter(
                study ?? Attribute(query, "StudyInstanceUID", "0020000D"), Attribute(query, "SeriesInstanceUID", "0020000E"),
                Attribute(query, "Modality", "00080060"), limit, offset)
            : null;

    /// <inheritdoc cref="Series"/>
    /// <param name="series">The series of the path; null: of the query, if any.</param>
    public static InstanceFilter? Instances(IQueryCollection query, string? study, string? series) =>
        TryPage(query, out var limit, out var offset)
            ? new InstanceFilter(
                study ?? Attribute(query, "StudyInstanceUID", "0020000D"), series ?? Attribute(query, "SeriesInstanceUID", "0020000E"),
                Attribute(query, "SOPInstanceUID", "00080018"), limit, offset)
            : null;

    private static string? Attribute(IQueryCollection query, string keyword, string tag)
    {
        if (!query.TryGetValue(keyword, out var named)) query.TryGetValue(tag, out named);
        var value = named.ToString();
        return value.Length == 0 || value == "*" ? null : value;
    }

    /// <summary>UID lists come parted by commas or backslashes (PS3.18 8.3.4.1).</summary>
    private static string[]? Listed(string? value) =>
        value?.Split([',', '\\'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static bool TryPage(IQueryCollection query, out int limit, out int offset)
    {
        (limit, offset) = (RowsUnlessTold, 0);
        // A value that cannot be searched for must not find everything.
        if (query.Any(attribute => attribute.Value.ToString().Contains('\0'))) return false;
        return (!query.TryGetValue("limit", out var l) || (TryCount(l, out limit) && limit is >= 1 and <= MostRows))
            && (!query.TryGetValue("offset", out var o) || TryCount(o, out offset));
    }

    private static bool TryCount(string? text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    /// <summary>A day, or a range <c>20260101-20261231</c> open at either end (PS3.4 C.2.2.2.5).</summary>
    private static bool TryDates(string? value, out DateOnly? from, out DateOnly? to)
    {
        (from, to) = (null, null);
        if (value is null) return true;
        var parts = value.Split('-');
        if (parts.Length > 2 || !TryDate(parts[0], out from) || !TryDate(parts[^1], out to)) return false;
        return from is not null || to is not null;
    }

    private static bool TryDate(string text, out DateOnly? date)
    {
        date = null;
        if (text.Length == 0) return true;
        if (!DateOnly.TryParseExact(text, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var parsed)) return false;
        date = parsed;
        return true;
    }
}
