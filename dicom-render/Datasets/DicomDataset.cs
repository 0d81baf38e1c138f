using DicomRender.CharacterSets;

namespace DicomRender.Datasets;

/// <summary>
/// An ordered set of data elements, read only. Looking up an absent element, or one whose value cannot be read as asked,
/// gives null, NaN or an empty list: what is required is the caller's business.
/// </summary>
public sealed class DicomDataset
{
    private readonly DicomElement[] _elements;

    /// <summary>Elements in any order; of two with one tag the first counts.</summary>
    /// <param name="elements">The elements; group lengths are left out.</param>
    public DicomDataset(IEnumerable<DicomElement> elements)
    {
        _elements = Ordered([.. elements.Where(element => !element.Tag.IsGroupLength)]);
        InheritCharacterSet(CharacterSet.Default);
    }

    private DicomDataset(List<DicomElement> elements) => _elements = Ordered(elements);

    /// <summary>A data set without elements.</summary>
    public static DicomDataset Empty { get; } = new(new List<DicomElement>());

    /// <summary>The elements, ascending by tag.</summary>
    public IReadOnlyList<DicomElement> Elements => _elements;

    internal CharacterSet CharacterSet { get; set; } = CharacterSet.Default;

    /// <summary>The element is present, even if its value is empty.</summary>
    public bool Contains(DicomTag tag) => Find(tag) is not null;

    /// <summary>The element, or null.</summary>
    public DicomElement? Find(DicomTag tag)
    {
        int low = 0, high = _elements.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = _elements[middle].Tag.CompareTo(tag);
            if (order == 0) return _elements[middle];
            if (order < 0) low = middle + 1;
            else high = middle - 1;
        }
        return null;
    }

    /// <summary>The first value as text, decoded by the character set and without its padding; null when absent or empty.</summary>
    public string? GetString(DicomTag tag) => GetStrings(tag) is [{ Length: > 0 } first, ..] ? first : null;

    /// <summary>
    /// All values as text, trimmed; empty values keep their place. Numbers are written in invariant form. Empty when absent.
    /// </summary>
    public IReadOnlyList<string> GetStrings(DicomTag tag) => Find(tag) is { } element ? DicomValues.Strings(element, CharacterSet) : [];

    /// <summary>The first value as a person name; null when absent or empty.</summary>
    public PersonName? GetPersonName(DicomTag tag) => GetString(tag) is { } value ? PersonName.Parse(value) : null;

    /// <summary>
    /// The first value as a whole number (also of text such as "00020" or "20.0"); null when absent, no number, or beyond 32 bits.
    /// </summary>
    public int? GetInt(DicomTag tag) =>
        GetDouble(tag) is { } number && number is >= int.MinValue and <= int.MaxValue && Math.Truncate(number) == number
            ? (int)number
            : null;

    /// <summary>The first value as a number; null when absent or no finite number.</summary>
    public double? GetDouble(DicomTag tag) => GetDoubles(tag) is [var first, ..] && double.IsFinite(first) ? first : null;

    /// <summary>All values as numbers; NaN holds the place of a value that is empty or no number. Empty when absent.</summary>
    public IReadOnlyList<double> GetDoubles(DicomTag tag) => Find(tag) is { } element ? DicomValues.Numbers(element) : [];

    /// <summary>The raw value, always little endian; empty when absent.</summary>
    /// <exception cref="DicomException">The value lies in the file and cannot be read.</exception>
    public ReadOnlyMemory<byte> GetBytes(DicomTag tag) => Find(tag)?.GetBytes() ?? ReadOnlyMemory<byte>.Empty;

    /// <summary>The items of a sequence; empty when absent.</summary>
    public IReadOnlyList<DicomDataset> GetSequence(DicomTag tag) => Find(tag)?.Items ?? [];

    /// <summary>A data set as parsed; its items learn their character set when the outermost is complete.</summary>
    internal static DicomDataset Parsed(List<DicomElement> elements) => new(elements);

    /// <summary>An item without its own (0008,0005) is written in that of the data set around it (PS3.3 C.12.1.1.2).</summary>
    internal void InheritCharacterSet(CharacterSet outer)
    {
        CharacterSet = CharacterSet.Parse(GetStrings(DicomTags.SpecificCharacterSet)) ?? outer;
        foreach (var element in _elements)
        {
            foreach (var item in element.Items) item.InheritCharacterSet(CharacterSet);
        }
    }

    private static DicomElement[] Ordered(List<DicomElement> elements)
    {
        var ascending = true;
        for (var i = 1; i < elements.Count && ascending; i++) ascending = elements[i - 1].Tag < elements[i].Tag;
        return ascending ? [.. elements] : [.. elements.DistinctBy(element => element.Tag).OrderBy(element => element.Tag)];
    }
}
