using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Chatbot.Text;

namespace Chatbot.Model;

/// <summary>
/// A model as bytes: magic "CBIM", version, payload, SHA-256 of everything before it. Little-endian. The same knowledge base gives the same
/// bytes.
/// </summary>
public static class ModelFile
{
    private const int Version = 2;
    private const int HeaderLength = 8;

    /// <summary>Bytes beside the learnt weights, about, for each feature or stored question: room that need not be doubled into.</summary>
    private const int RowOverhead = 20;

    private const int DigestLength = SHA256.HashSizeInBytes;
    private static readonly byte[] Magic = "CBIM"u8.ToArray();

    /// <summary>Writes a trained model.</summary>
    /// <param name="model">As it answers.</param>
    /// <param name="learnt">What ML.NET learnt, as it stores it.</param>
    public static byte[] Save(IntentModel model, byte[] learnt)
    {
        using var stream = new MemoryStream(learnt.Length + RowOverhead * (model.Features + model.Stored.Keys.Length));
        using (var writer = new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(Version);
            WriteBody(writer, model, learnt);
        }
        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="ModelFormatException">The bytes are damaged, cut, of another version, or no model.</exception>
    public static IntentModel Load(ReadOnlyMemory<byte> bytes)
    {
        if (bytes.Length < HeaderLength + DigestLength || !bytes.Span.StartsWith(Magic)) throw new ModelFormatException("not a model");
        var (content, digest) = (bytes[..^DigestLength], bytes[^DigestLength..]);
        if (!SHA256.HashData(content.Span).AsSpan().SequenceEqual(digest.Span)) throw new ModelFormatException("damaged");
        var version = MemoryMarshal.Read<int>(content.Span[Magic.Length..]);
        if (version != Version) throw new ModelFormatException($"version {version}, expected {Version}");
        try
        {
            using var reader = new BinaryReader(new MemoryStream(content[HeaderLength..].ToArray()), Encoding.UTF8);
            return ReadBody(reader);
        }
        catch (Exception e) when (e is EndOfStreamException or ArgumentException or FormatException or IOException or InvalidDataException
            or OverflowException)
        {
            throw new ModelFormatException("inconsistent", e);
        }
    }

    private static void WriteBody(BinaryWriter writer, IntentModel model, byte[] learnt)
    {
        writer.Write(model.ReadsPinyin);
        writer.Write(model.Synonyms.Groups.Count);
        foreach (var group in model.Synonyms.Groups) WriteStrings(writer, group);
        WriteStrings(writer, model.Intents);
        WriteArray(writer, model.Vocabulary.Keys);
        WriteArray(writer, model.Vocabulary.Weights);
        writer.Write(model.Vocabulary.UnseenWeight);
        WriteArray(writer, learnt);
        var c = model.Calibration;
        WriteArray(writer, [c.CoverageWeight, c.Temperature, c.Slope, c.FamiliaritySlope, c.Intercept, c.AnswerAt, c.Spread]);
        WriteArray(writer, c.FamiliarFrom);
        WriteArray(writer, model.Stored.Keys);
        WriteArray(writer, model.Stored.Intents);
    }

    private static IntentModel ReadBody(BinaryReader reader)
    {
        var readsPinyin = reader.ReadBoolean();
        var groups = new string[ReadLength(reader, sizeof(int))][];
        for (var i = 0; i < groups.Length; i++) groups[i] = ReadStrings(reader);
        var intents = ReadStrings(reader);
        var vocabulary = new Vocabulary(ReadArray<ulong>(reader), ReadArray<float>(reader), reader.ReadSingle());
        var weights = LearntWeights.Read(ReadArray<byte>(reader), vocabulary.Keys.Length, intents.Length);
        var calibration = ReadCalibration(reader);
        var stored = new StoredQuestions(ReadArray<ulong>(reader), ReadArray<int>(reader));
        if (stored.Intents.Any(i => i < 0 || i >= intents.Length)) throw new FormatException("stored questions");
        return new IntentModel(intents, vocabulary, weights, calibration, stored, readsPinyin, new SynonymTable(groups));
    }

    private static Calibration ReadCalibration(BinaryReader reader)
    {
        if (ReadArray<float>(reader) is not [
            var coverage, var temperature, var slope, var familiaritySlope, var intercept, var answerAt, var spread])
            throw new FormatException("calibration");
        return new Calibration(coverage, temperature, slope, familiaritySlope, intercept, answerAt, spread, ReadArray<float>(reader));
    }

    private static void WriteStrings(BinaryWriter writer, IReadOnlyList<string> items)
    {
        writer.Write(items.Count);
        foreach (var item in items) writer.Write(item);
    }

    private static string[] ReadStrings(BinaryReader reader)
    {
        var items = new string[ReadLength(reader, 1)];
        for (var i = 0; i < items.Length; i++) items[i] = reader.ReadString();
        return items;
    }

    /// <summary>A count that the bytes left can hold.</summary>
    private static int ReadLength(BinaryReader reader, int itemSize)
    {
        var length = reader.ReadInt32();
        var left = reader.BaseStream.Length - reader.BaseStream.Position;
        return length >= 0 && length <= left / itemSize ? length : throw new EndOfStreamException();
    }

    private static void WriteArray<T>(BinaryWriter writer, T[] items) where T : unmanaged
    {
        writer.Write(items.Length);
        writer.Write(MemoryMarshal.AsBytes(items.AsSpan()));
    }

    private static T[] ReadArray<T>(BinaryReader reader) where T : unmanaged
    {
        var items = new T[ReadLength(reader, Marshal.SizeOf<T>())];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(items.AsSpan()));
        return items;
    }
}

/// <summary>Bytes that are no usable model.</summary>
public sealed class ModelFormatException(string reason, Exception? inner = null)
    : Exception($"The intent model cannot be read: {reason}.", inner);
