using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Chatbot.Model;

/// <summary>
/// Reads the weights out of a linear model that ML.NET saved, without loading ML.NET: a host that only answers starts sooner and stays
/// smaller. The training reads what it stored the same way, so that a format of another release is seen there and not by a patient.
/// </summary>
internal static class LearntWeights
{
    /// <summary>Where the parameters of the only step of a saved chain lie.</summary>
    private const string Parameters = "TransformerChain/Model/Model.key";

    private const int HeaderLength = 256;
    private const int SignatureAt = 0x40;
    private const int StartAt = 0x10;
    private const int LengthAt = 0x18;

    /// <summary>Room behind the parameters for the name of the assembly that wrote them.</summary>
    private const int LongestTail = 4096;

    /// <summary>Deflate makes nothing smaller than by this: who claims more asks for memory that nothing will fill.</summary>
    private const long MostDeflated = 1032;

    private static ReadOnlySpan<byte> Magic => "ML\0MODEL"u8;

    private static ReadOnlySpan<byte> Signature => "MCLINEAR"u8;

    /// <summary>The weights as eight bits, summing to nothing over the intents of a feature.</summary>
    /// <param name="saved">ML.NET's zip; empty: nothing was learnt, every score is 0.</param>
    /// <param name="features">Columns that the model must have.</param>
    /// <param name="intents">Classes that it must have.</param>
    /// <exception cref="FormatException">It is no such model.</exception>
    /// <exception cref="InvalidDataException">The zip is damaged.</exception>
    public static WeightTable Read(ReadOnlyMemory<byte> saved, int features, int intents)
    {
        if (saved.IsEmpty) return Nothing(features, intents);
        var bytes = Entry(saved, features, intents);
        var header = bytes.AsSpan(0, HeaderLength);
        if (!header.StartsWith(Magic) || !header[SignatureAt..].StartsWith(Signature)) throw new FormatException("no linear model");
        var start = BinaryPrimitives.ReadInt64LittleEndian(header[StartAt..]);
        var length = BinaryPrimitives.ReadInt64LittleEndian(header[LengthAt..]);
        if (start < HeaderLength || length < 0 || start > bytes.Length || length > bytes.Length - start)
            throw new FormatException("the model ends early");
        return Read(bytes.AsSpan((int)start, (int)length), features, intents);
    }

    private static WeightTable Nothing(int features, int intents)
    {
        if (intents > 1 && features > 0) throw new FormatException("no weights");
        if ((long)features * WeightTable.StrideFor(intents) > Array.MaxLength) throw new FormatException("too many weights");
        var stride = WeightTable.StrideFor(intents);
        return new WeightTable(new sbyte[features * stride], new float[features], new float[stride], stride);
    }

    private static byte[] Entry(ReadOnlyMemory<byte> saved, int features, int intents)
    {
        using var zip = new ZipArchive(new MemoryStream(saved.ToArray(), writable: false), ZipArchiveMode.Read);
        var entry = zip.GetEntry(Parameters) ?? throw new FormatException("no parameters");
        var most = HeaderLength + Size(features, intents) + LongestTail;
        if (entry.Length < HeaderLength || entry.Length > Math.Min(most, saved.Length * MostDeflated)) throw new FormatException("a model of another size");
        var bytes = new byte[entry.Length];
        using var stream = entry.Open();
        stream.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>
    /// Size of a number, features, classes, the biases; no row starts and no columns, since the rows are dense; then all weights, one class
    /// after another.
    /// </summary>
    private static long Size(int features, int intents) => sizeof(int) * (6 + intents + (long)features * intents);

    private static WeightTable Read(ReadOnlySpan<byte> content, int features, int intents)
    {
        if (content.Length != Size(features, intents)) throw new FormatException("a model of another size");
        var numbers = MemoryMarshal.Cast<byte, int>(content);
        if (numbers[0] != sizeof(float) || numbers[1] != features || numbers[2] != intents || numbers[intents + 3] != 0
            || numbers[intents + 4] != 0 || numbers[intents + 5] != features * intents)
            throw new FormatException("a model of another shape");
        var values = MemoryMarshal.Cast<byte, float>(content);
        foreach (var value in values[(intents + 6)..])
            if (!float.IsFinite(value)) throw new FormatException("a weight that is no number");
        return WeightTable.Quantize(values[(intents + 6)..], values.Slice(3, intents), features);
    }
}
