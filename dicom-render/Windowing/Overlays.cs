using System.Buffers.Binary;
using DicomRender.Datasets;
using DicomRender.Decoding;

namespace DicomRender.Windowing;

/// <summary>Finds a data set's overlays (groups 6000 to 601E).</summary>
internal static class Overlays
{
    /// <summary>Overlays with data of their own; whatever is not whole enough to place is left out.</summary>
    public static IReadOnlyList<OverlayPlane> Read(DicomDataset dataset, int imageFrames)
    {
        var planes = new List<OverlayPlane>();
        foreach (var group in Groups(dataset))
        {
            if (Placement(dataset, group) is not { } place) continue;
            var data = dataset.Find(group.Tag(OverlayTags.OverlayData));
            if (data is null) continue;
            var bytes = data.GetBytes();
            if (bytes.IsEmpty) continue;
            var frames = dataset.GetInt(group.Tag(OverlayTags.NumberOfFramesInOverlay));
            var first = Math.Max(1, dataset.GetInt(group.Tag(OverlayTags.ImageFrameOrigin)) ?? 1) - 1;
            // Without a frame count of its own, one bit map lies on every frame.
            planes.Add(new(place.Rows, place.Columns, place.Top, place.Left, first,
                Math.Clamp(frames ?? imageFrames, 1, Math.Max(imageFrames, 1)), bytes));
        }
        return planes;
    }

    /// <summary>Bit positions of overlays kept in unused bits of the pixel words (retired, PS3.3 C.9.2.1.1 of 2004).</summary>
    public static IReadOnlyList<int> EmbeddedBits(DicomDataset dataset, PixelShape shape)
    {
        if (shape.BitsAllocated != 16 || shape.SamplesPerPixel != 1) return [];
        var bits = new List<int>();
        foreach (var group in Groups(dataset))
        {
            if (dataset.Contains(group.Tag(OverlayTags.OverlayData)) || dataset.GetInt(group.Tag(OverlayTags.OverlayBitsAllocated)) != 16)
                continue;
            var position = dataset.GetInt(group.Tag(OverlayTags.OverlayBitPosition)) ?? 0;
            var isValue = position <= shape.HighBit && position > shape.HighBit - shape.BitsStored;
            if (position is >= 0 and < 16 && !isValue) bits.Add(position);
        }
        return bits;
    }

    /// <summary>One bit of every pixel word as an overlay of the image's size, before the words are masked.</summary>
    public static OverlayPlane Extract(DecodedFrame frame, int frameIndex, int bit)
    {
        var (rows, columns) = (frame.Shape.Rows, frame.Shape.Columns);
        var bits = new byte[(rows * columns + 7) / 8];
        for (var i = 0; i < rows * columns; i++)
            if ((BinaryPrimitives.ReadUInt16LittleEndian(frame.Samples.AsSpan(i * 2)) >> bit & 1) != 0)
                bits[i >> 3] |= (byte)(1 << (i & 7));
        return new(rows, columns, 0, 0, frameIndex, 1, bits);
    }

    /// <summary>What each overlay calls itself, for a viewer's switch.</summary>
    public static IEnumerable<string> Labels(DicomDataset dataset) =>
        Groups(dataset).Select(group =>
            dataset.GetString(group.Tag(OverlayTags.OverlayLabel)) ?? dataset.GetString(group.Tag(OverlayTags.OverlayDescription)) ?? "");

    private static (int Rows, int Columns, int Top, int Left)? Placement(DicomDataset dataset, OverlayGroup group)
    {
        var (rows, columns) = (dataset.GetInt(group.Tag(OverlayTags.OverlayRows)), dataset.GetInt(group.Tag(OverlayTags.OverlayColumns)));
        if (rows is not (> 0 and <= 65535) || columns is not (> 0 and <= 65535)) return null;
        var origin = SignedWords(dataset.GetBytes(group.Tag(OverlayTags.OverlayOrigin)).Span);
        return (rows.Value, columns.Value, origin is [var top, ..] ? top - 1 : 0, origin is [_, var left, ..] ? left - 1 : 0);
    }

    // Overlay Origin is SS, but written as US by some.
    private static int[] SignedWords(ReadOnlySpan<byte> bytes)
    {
        var words = new int[bytes.Length / 2];
        for (var i = 0; i < words.Length; i++) words[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(i * 2)..]);
        return words;
    }

    private static IEnumerable<OverlayGroup> Groups(DicomDataset dataset)
    {
        for (ushort group = 0x6000; group <= 0x601E; group += 2)
            if (dataset.Contains(new(group, OverlayTags.OverlayRows.Element))) yield return new(group);
    }

    private readonly record struct OverlayGroup(ushort Group)
    {
        public DicomTag Tag(DicomTag firstPlane) => new(Group, firstPlane.Element);
    }
}
