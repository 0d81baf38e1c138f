using System.Buffers.Binary;
using DicomRender.Datasets;
using DicomRender.Parsing;

namespace DicomRender.Writing;

/// <summary>Writes elements one after another; sequences with delimiters (PS3.5 7.5).</summary>
internal sealed class ElementWriter(Stream target, ElementEncoding encoding)
{
    private const int Chunk = 64 * 1024;

    public void Write(DicomDataset dataset)
    {
        foreach (var element in dataset.Elements) Write(element);
    }

    public void Write(DicomElement element)
    {
        if (element.Fragments is { } fragments) WriteFragments(element.Tag, fragments);
        else if (element.Vr == Vr.SQ) WriteSequence(element);
        else if (element.Range is { } range) WriteRange(element, range);
        else WriteValue(element);
    }

    private void WriteValue(DicomElement element)
    {
        var value = element.GetBytes().Span;
        var isOdd = (value.Length & 1) == 1;
        WriteHeader(element.Tag, element.Vr, (uint)(value.Length + (isOdd ? 1 : 0)));
        Write(element.Vr, value);
        if (isOdd) target.WriteByte(VrRules.IsText(element.Vr) && element.Vr != Vr.UI ? (byte)' ' : (byte)0);
    }

    /// <summary>Copies a value from the file it lies in, little endian there or not, in chunks of whole numbers.</summary>
    private void WriteRange(DicomElement element, FileRange range)
    {
        WriteHeader(element.Tag, element.Vr, (uint)(range.Length + (range.Length & 1)));
        for (long done = 0; done < range.Length; done += Chunk)
        {
            var part = range.Source.ReadRange(range.Offset + done, (int)Math.Min(Chunk, range.Length - done));
            if (range.BigEndian) VrRules.SwapBytes(element.Vr, part);
            Write(element.Vr, part);
        }
        if ((range.Length & 1) == 1) target.WriteByte(0);
    }

    private void Write(Vr vr, ReadOnlySpan<byte> littleEndian)
    {
        if (!encoding.IsBigEndian || VrRules.UnitSize(vr) == 1)
        {
            target.Write(littleEndian);
            return;
        }
        var swapped = littleEndian.ToArray();
        VrRules.SwapBytes(vr, swapped);
        target.Write(swapped);
    }

    private void WriteSequence(DicomElement element)
    {
        WriteHeader(element.Tag, Vr.SQ, ElementHeader.Undefined);
        foreach (var item in element.Items)
        {
            WriteItemHeader(DicomTag.Item, ElementHeader.Undefined);
            Write(item);
            WriteItemHeader(DicomTag.ItemDelimiter, 0);
        }
        WriteItemHeader(DicomTag.SequenceDelimiter, 0);
    }

    private void WriteFragments(DicomTag tag, FragmentIndex index)
    {
        WriteHeader(tag, Vr.OB, ElementHeader.Undefined);
        WriteItemHeader(DicomTag.Item, (uint)index.BasicOffsets.Length * 4);
        foreach (var offset in index.BasicOffsets) WriteUInt32(offset);
        foreach (var fragment in index.Fragments)
        {
            WriteItemHeader(DicomTag.Item, fragment.Length + (fragment.Length & 1));
            for (long done = 0; done < fragment.Length; done += Chunk)
                target.Write(index.Source.ReadRange(fragment.Offset + done, (int)Math.Min(Chunk, fragment.Length - done)));
            if ((fragment.Length & 1) == 1) target.WriteByte(0);
        }
        WriteItemHeader(DicomTag.SequenceDelimiter, 0);
    }

    private void WriteHeader(DicomTag tag, Vr vr, uint length)
    {
        // A value too long for a 16-bit length is written as UN (PS3.5 6.2.2 note 5).
        if (length > ushort.MaxValue && !VrRules.HasLongLength(vr)) vr = Vr.UN;
        WriteTag(tag);
        if (!encoding.IsExplicit)
        {
            WriteUInt32(length);
            return;
        }
        target.Write([(byte)((ushort)vr >> 8), (byte)vr]);
        if (VrRules.HasLongLength(vr))
        {
            WriteUInt16(0);
            WriteUInt32(length);
        }
        else WriteUInt16((ushort)length);
    }

    private void WriteItemHeader(DicomTag tag, uint length)
    {
        WriteTag(tag);
        WriteUInt32(length);
    }

    private void WriteTag(DicomTag tag)
    {
        WriteUInt16(tag.Group);
        WriteUInt16(tag.Element);
    }

    private void WriteUInt16(ushort value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (encoding.IsBigEndian) BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        target.Write(bytes);
    }

    private void WriteUInt32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (encoding.IsBigEndian) BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        else BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        target.Write(bytes);
    }
}
