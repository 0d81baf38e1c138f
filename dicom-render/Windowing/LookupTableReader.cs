using System.Buffers.Binary;
using DicomRender.Datasets;

namespace DicomRender.Windowing;

/// <summary>Reads LUT descriptors and data (PS3.3 C.11.1.1.1, C.11.2.1.1, C.7.6.3.1.5).</summary>
internal static class LookupTableReader
{
    /// <summary>A modality or VOI LUT item; null when it holds no usable table.</summary>
    public static LookupTable? Read(DicomDataset item, bool signed)
    {
        if (Descriptor(item, DicomTags.LutDescriptor, signed) is not { } descriptor) return null;
        var entries = Entries(item.GetBytes(DicomTags.LutData).Span, descriptor.Count);
        if (entries.Length == 0) return null;
        var bits = descriptor.Bits;
        var greatest = entries.Max();
        // Some writers say 8 bits and mean 16, or the reverse: never scale beyond what is there.
        if (bits is < 1 or > 16 || greatest >> bits != 0)
            bits = Math.Max(1, 32 - System.Numerics.BitOperations.LeadingZeroCount((uint)greatest));
        return new(descriptor.First, bits, entries, item.GetString(DicomTags.LutExplanation));
    }

    /// <summary>Number of entries, first mapped value, bits per entry. The descriptor's own VR decides where it says SS.</summary>
    public static (int Count, int First, int Bits)? Descriptor(DicomDataset item, DicomTag tag, bool signed)
    {
        var words = item.GetBytes(tag).Span;
        if (words.Length < 6) return null;
        int count = BinaryPrimitives.ReadUInt16LittleEndian(words);
        var isSigned = signed || item.Find(tag)!.Vr == Vr.SS;
        int first = isSigned ? BinaryPrimitives.ReadInt16LittleEndian(words[2..]) : BinaryPrimitives.ReadUInt16LittleEndian(words[2..]);
        return (count == 0 ? 65536 : count, first, BinaryPrimitives.ReadUInt16LittleEndian(words[4..]));
    }

    /// <summary>
    /// Entries of one word each, or packed bytes where the data is only that long. Fewer than promised: those that are there.
    /// </summary>
    public static ushort[] Entries(ReadOnlySpan<byte> data, int count)
    {
        if (data.Length < count * 2 && (data.Length == count || data.Length == count + (count & 1)))
        {
            var narrow = new ushort[count];
            for (var i = 0; i < count; i++) narrow[i] = data[i];
            return narrow;
        }
        var entries = new ushort[Math.Min(count, data.Length / 2)];
        for (var i = 0; i < entries.Length; i++) entries[i] = BinaryPrimitives.ReadUInt16LittleEndian(data[(i * 2)..]);
        return entries;
    }
}
