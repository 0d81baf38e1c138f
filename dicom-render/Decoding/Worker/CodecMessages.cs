using System.Buffers.Binary;

namespace DicomRender.Decoding.Worker;

/// <summary>
/// What a worker and its parent say to each other: a length-prefixed header, then the bytes of a codestream or of samples. The parent
/// trusts nothing it reads: a worker that decodes hostile bytes may have been taken over by them.
/// </summary>
internal static class CodecMessages
{
    private const int MaxHeader = 4096;

    public static async Task WriteRequestAsync(
        Stream stream, string transferSyntaxUid, ReadOnlyMemory<byte> codestream, PixelShape expected, CancellationToken cancellationToken)
    {
        await WriteHeaderAsync(stream, writer =>
        {
            writer.Write(transferSyntaxUid);
            WriteShape(writer, expected);
            writer.Write(codestream.Length);
        }, cancellationToken);
        await stream.WriteAsync(codestream, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <returns>Null at the end of the stream.</returns>
    public static async Task<(string TransferSyntaxUid, byte[] Codestream, PixelShape Expected)?> ReadRequestAsync(Stream stream)
    {
        if (await ReadHeaderAsync(stream, CancellationToken.None) is not { } header) return null;
        using (header)
        {
            var uid = header.ReadString();
            var shape = ReadShape(header);
            var codestream = GC.AllocateUninitializedArray<byte>(header.ReadInt32());
            await stream.ReadExactlyAsync(codestream);
            return (uid, codestream, shape);
        }
    }

    public static async Task WriteFrameAsync(Stream stream, DecodedFrame frame)
    {
        await WriteHeaderAsync(stream, writer =>
        {
            writer.Write(true);
            WriteShape(writer, frame.Shape);
        }, CancellationToken.None);
        await stream.WriteAsync(frame.Samples);
        await stream.FlushAsync();
    }

    public static async Task WriteRefusalAsync(Stream stream, string code, string message)
    {
        await WriteHeaderAsync(stream, writer =>
        {
            writer.Write(false);
            writer.Write(code);
            writer.Write(message.Length <= 500 ? message : message[..500]);
        }, CancellationToken.None);
        await stream.FlushAsync();
    }

    /// <exception cref="DicomException">What the worker refused the frame for.</exception>
    /// <exception cref="IOException">The worker is gone or does not make sense.</exception>
    public static async Task<DecodedFrame> ReadResponseAsync(Stream stream, PixelShape expected, CancellationToken cancellationToken)
    {
        using var header = await ReadHeaderAsync(stream, cancellationToken) ?? throw new EndOfStreamException("The codec worker ended.");
        if (!header.ReadBoolean()) throw new DicomException(header.ReadString(), header.ReadString());
        var shape = ReadReturnedShape(header);
        if (shape.PixelCount != expected.PixelCount || shape.Rows != expected.Rows || shape.SamplesPerPixel != expected.SamplesPerPixel
            || shape.BitsAllocated is not (8 or 16) || shape.IsNative422)
            throw new InvalidDataException("The codec worker returned another frame than asked for.");
        var samples = GC.AllocateUninitializedArray<byte>((int)shape.FrameBytes);
        await stream.ReadExactlyAsync(samples, cancellationToken);
        return new DecodedFrame(shape, samples);
    }

    private static PixelShape ReadReturnedShape(BinaryReader header)
    {
        try
        {
            return ReadShape(header);
        }
        catch (Exception e) when (e is DicomException or FormatException)
        {
            throw new InvalidDataException("The codec worker returned a shape that cannot be.", e);
        }
    }

    private static async Task WriteHeaderAsync(Stream stream, Action<BinaryWriter> write, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using (var writer = new BinaryWriter(buffer, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(0);
            write(writer);
        }
        var bytes = buffer.GetBuffer();
        BinaryPrimitives.WriteInt32LittleEndian(bytes, (int)buffer.Length - 4);
        await stream.WriteAsync(bytes.AsMemory(0, (int)buffer.Length), cancellationToken);
    }

    private static async Task<BinaryReader?> ReadHeaderAsync(Stream stream, CancellationToken cancellationToken)
    {
        var prefix = new byte[4];
        if (await stream.ReadAtLeastAsync(prefix, 4, throwOnEndOfStream: false, cancellationToken) < 4) return null;
        var length = BinaryPrimitives.ReadInt32LittleEndian(prefix);
        if (length is < 1 or > MaxHeader) throw new InvalidDataException($"A codec message claims a header of {length} bytes.");
        var header = new byte[length];
        await stream.ReadExactlyAsync(header, cancellationToken);
        return new BinaryReader(new MemoryStream(header));
    }

    private static void WriteShape(BinaryWriter writer, PixelShape shape)
    {
        writer.Write(shape.Rows);
        writer.Write(shape.Columns);
        writer.Write(shape.SamplesPerPixel);
        writer.Write(shape.BitsAllocated);
        writer.Write(shape.BitsStored);
        writer.Write(shape.HighBit);
        writer.Write(shape.IsSigned);
        writer.Write(shape.PlanarConfiguration);
        writer.Write(shape.PhotometricInterpretation);
    }

    private static PixelShape ReadShape(BinaryReader reader)
    {
        var (rows, columns, samplesPerPixel) = (reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32());
        var bits = new SampleBits(reader.ReadInt32(), reader.ReadInt32(), reader.ReadInt32(), reader.ReadBoolean());
        return PixelShape.Create(rows, columns, samplesPerPixel, bits, reader.ReadInt32(), reader.ReadString());
    }
}
