using System.Buffers.Binary;
using DicomRender.Datasets;

namespace DicomRender.Windowing;

/// <summary>Palette colour lookup tables (PS3.3 C.7.9): stored value to RGB, values outside clamped to the ends.</summary>
internal sealed class Palette
{
    private readonly byte[] _colors;

    private Palette(int firstMapped, byte[] colors)
    {
        FirstMapped = firstMapped;
        _colors = colors;
    }

    /// <summary>Stored value of the first colour. A supplemental palette (C.7.6.19) leaves grey what lies below.</summary>
    public int FirstMapped { get; }

    public ReadOnlySpan<byte> this[int stored] => _colors.AsSpan(Math.Clamp(stored - FirstMapped, 0, _colors.Length / 3 - 1) * 3, 3);

    /// <exception cref="DicomException">missing_attribute or invalid_attribute.</exception>
    public static Palette Read(DicomDataset dataset, bool signed)
    {
        var red = Channel(dataset, DicomTags.RedPaletteColorLookupTableDescriptor, DicomTags.RedPaletteColorLookupTableData,
            DicomTags.SegmentedRedPaletteColorLookupTableData, signed);
        var green = Channel(dataset, DicomTags.GreenPaletteColorLookupTableDescriptor, DicomTags.GreenPaletteColorLookupTableData,
            DicomTags.SegmentedGreenPaletteColorLookupTableData, signed);
        var blue = Channel(dataset, DicomTags.BluePaletteColorLookupTableDescriptor, DicomTags.BluePaletteColorLookupTableData,
            DicomTags.SegmentedBluePaletteColorLookupTableData, signed);
        var colors = new byte[Math.Max(red.Levels.Length, Math.Max(green.Levels.Length, blue.Levels.Length)) * 3];
        for (var i = 0; i < colors.Length / 3; i++)
            (colors[i * 3], colors[i * 3 + 1], colors[i * 3 + 2]) = (Level(red.Levels, i), Level(green.Levels, i), Level(blue.Levels, i));
        return new(red.First, colors);
    }

    private static byte Level(byte[] levels, int index) => levels[Math.Min(index, levels.Length - 1)];

    private static (int First, byte[] Levels) Channel(DicomDataset dataset, DicomTag descriptorTag, DicomTag dataTag, DicomTag segmentedTag,
        bool signed)
    {
        if (LookupTableReader.Descriptor(dataset, descriptorTag, signed) is not { } descriptor)
            throw new DicomException("missing_attribute", $"A palette colour image has no whole LUT descriptor {descriptorTag}.");
        var entries = dataset.Contains(dataTag)
            ? LookupTableReader.Entries(dataset.GetBytes(dataTag).Span, descriptor.Count)
            : Expand(dataset.GetBytes(segmentedTag).Span, descriptor.Count, descriptor.Bits);
        if (entries.Length == 0) throw new DicomException("missing_attribute", $"A palette colour image has no LUT data {dataTag}.");
        // Of 16-bit entries the high byte is shown, unless no entry exceeds 255: such a table was written with 8-bit levels.
        var shift = descriptor.Bits > 8 && entries.Any(entry => entry > 255) ? 8 : 0;
        return (descriptor.First, Array.ConvertAll(entries, entry => (byte)Math.Min(entry >> shift, 255)));
    }

    // Segmented data (C.7.9.2): discrete runs, linear ramps, and copies of earlier segments.
    private static ushort[] Expand(ReadOnlySpan<byte> data, int count, int bits)
    {
        var words = new ushort[bits > 8 ? data.Length / 2 : data.Length];
        for (var i = 0; i < words.Length; i++) words[i] = bits > 8 ? BinaryPrimitives.ReadUInt16LittleEndian(data[(i * 2)..]) : data[i];
        var entries = new List<ushort>(count);
        Expand(words, 0, int.MaxValue, count, bits, entries, copying: false);
        return [.. entries.Take(count)];
    }

    private static void Expand(ushort[] words, int at, int segments, int count, int bits, List<ushort> entries, bool copying)
    {
        for (; segments > 0 && at + 2 <= words.Length && entries.Count < count; segments--)
        {
            var (code, length) = (words[at], words[at + 1]);
            at += 2;
            switch (code)
            {
                case 0:
                    if (at + length > words.Length) return;
                    entries.AddRange(words.AsSpan(at, length));
                    at += length;
                    break;
                case 1:
                    if (at >= words.Length || entries.Count == 0) return;
                    int from = entries[^1];
                    for (var i = 1; i <= length; i++) entries.Add((ushort)Math.Round(from + (words[at] - from) * (double)i / length));
                    at++;
                    break;
                case 2:
                    // Byte offset of the segments to repeat, low word first; in 8-bit tables the offset is four bytes. Copies do not nest.
                    var units = bits > 8 ? 2 : 4;
                    if (at + units > words.Length || copying) return;
                    long offset = 0;
                    for (var i = 0; i < units; i++) offset |= (long)words[at + i] << (i * (bits > 8 ? 16 : 8));
                    at += units;
                    if (bits > 8) offset /= 2;
                    if (offset >= at) return;
                    Expand(words, (int)offset, length, count, bits, entries, copying: true);
                    break;
                default:
                    throw new DicomException("invalid_attribute", $"A segmented palette has a segment of unknown kind {code}.");
            }
        }
    }
}
