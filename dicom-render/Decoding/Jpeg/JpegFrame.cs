using System.Buffers.Binary;

namespace DicomRender.Decoding.Jpeg;

/// <summary>One component of a JPEG frame (T.81 B.2.2) with the geometry of its blocks.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantTable)
{
    public byte Id { get; } = id;
    public int Horizontal { get; } = horizontal;
    public int Vertical { get; } = vertical;
    public int QuantTable { get; } = quantTable;

    /// <summary>Size in samples, before upsampling.</summary>
    public int Width, Height;
    /// <summary>Blocks that hold the picture: what a scan of this component alone carries.</summary>
    public int BlocksWide, BlocksHigh;
    /// <summary>Blocks of each stored row, filled up to whole interleaved units.</summary>
    public int BlockStride;
    /// <summary>Quantised coefficients, 64 per block in natural order; allocated once the header is believed.</summary>
    public short[] Coefficients = [];
    /// <summary>Multipliers in natural order, as they were when the component's first scan began.</summary>
    public ushort[]? Quantisation;
    /// <summary>Whether a scan has brought this component.</summary>
    public bool Scanned;
}

/// <summary>A JPEG frame header (T.81 B.2.2).</summary>
internal sealed class JpegFrame
{
    public required int Process { get; init; }
    public required int Precision { get; init; }
    public required int Rows { get; init; }
    public required int Columns { get; init; }
    public required JpegComponent[] Components { get; init; }
    public required int MaxHorizontal { get; init; }
    public required int MaxVertical { get; init; }

    public bool IsLossless => Process == 0xC3;
    public bool IsProgressive => Process == 0xC2;
    public int UnitsWide => CeilDiv(Columns, 8 * MaxHorizontal);
    public int UnitsHigh => CeilDiv(Rows, 8 * MaxVertical);

    /// <summary>Reads a header and refuses one that does not fit what the attributes claim, before any memory is taken.</summary>
    public static JpegFrame Read(int process, ReadOnlySpan<byte> segment, PixelShape expected)
    {
        if (process is not (0xC0 or 0xC1 or 0xC2 or 0xC3))
            throw new DicomException("codec_failed",
                $"JPEG process SOF{process - 0xC0} (hierarchical or arithmetic) is not used by DICOM.");
        if (segment.Length < 6 || segment.Length < 6 + 3 * segment[5])
            throw new DicomException("truncated", "The JPEG frame header is cut short.");
        int precision = segment[0], count = segment[5];
        // Zero lines: the number follows the first scan (DNL), and the attributes know it already.
        int rows = BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), columns = BinaryPrimitives.ReadUInt16BigEndian(segment[3..]);
        if (rows == 0) rows = expected.Rows;
        if (rows != expected.Rows || columns != expected.Columns)
            throw new DicomException("implausible_size",
                $"The JPEG codestream is {columns}x{rows}; the attributes say {expected.Columns}x{expected.Rows}.");
        if (count != expected.SamplesPerPixel)
            throw new DicomException("codec_failed",
                $"The JPEG codestream has {count} components; SamplesPerPixel is {expected.SamplesPerPixel}.");
        if (process == 0xC3 ? precision is < 2 or > 16 : precision is not (8 or 12))
            throw new DicomException("codec_failed", $"JPEG precision {precision} does not exist in process SOF{process - 0xC0}.");
        return Lay(process, precision, rows, columns, ReadComponents(segment[6..], count));
    }

    private static JpegComponent[] ReadComponents(ReadOnlySpan<byte> list, int count)
    {
        var components = new JpegComponent[count];
        for (var i = 0; i < count; i++)
        {
            var (horizontal, vertical) = (list[3 * i + 1] >> 4, list[3 * i + 1] & 15);
            if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || list[3 * i + 2] > 3)
                throw new DicomException("codec_failed",
                    $"JPEG component {i} has sampling {horizontal}x{vertical} and table {list[3 * i + 2]}.");
            components[i] = new JpegComponent(list[3 * i], horizontal, vertical, list[3 * i + 2]);
        }
        return components;
    }

    private static JpegFrame Lay(int process, int precision, int rows, int columns, JpegComponent[] components)
    {
        var frame = new JpegFrame
        {
            Process = process,
            Precision = precision,
            Rows = rows,
            Columns = columns,
            Components = components,
            MaxHorizontal = components.Max(c => c.Horizontal),
            MaxVertical = components.Max(c => c.Vertical),
        };
        foreach (var component in components)
        {
            component.Width = CeilDiv(columns * component.Horizontal, frame.MaxHorizontal);
            component.Height = CeilDiv(rows * component.Vertical, frame.MaxVertical);
            component.BlocksWide = CeilDiv(component.Width, 8);
            component.BlocksHigh = CeilDiv(component.Height, 8);
            component.BlockStride = frame.UnitsWide * component.Horizontal;
        }
        return frame;
    }

    private static int CeilDiv(int value, int by) => (value + by - 1) / by;
}
