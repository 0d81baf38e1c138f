using System.Text;

namespace Chatbot.Training;

/// <summary>
/// Reads labelled questions: UTF-8 lines of <c>label TAB text</c>; empty lines are skipped, a byte order mark is allowed.
/// </summary>
public static class TsvReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads to the end of the stream.</summary>
    /// <exception cref="TsvException">A line is not of that form, or not UTF-8.</exception>
    public static IReadOnlyList<LabelledText> Read(Stream stream)
    {
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        var bytes = buffer.GetBuffer().AsSpan(0, (int)buffer.Length);
        if (bytes.StartsWith(Encoding.UTF8.Preamble)) bytes = bytes[3..];
        var result = new List<LabelledText>();
        var number = 0;
        foreach (var range in bytes.Split((byte)'\n'))
        {
            number++;
            var line = Decode(bytes[range], number).TrimEnd('\r');
            if (line.Length > 0) result.Add(ReadLine(line, number));
        }
        return result;
    }

    private static string Decode(ReadOnlySpan<byte> line, int number)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            throw new TsvException(number, "not UTF-8");
        }
    }

    private static LabelledText ReadLine(string line, int number)
    {
        var tab = line.IndexOf('\t');
        if (tab < 0) throw new TsvException(number, "no tab between label and text");
        if (tab == 0) throw new TsvException(number, "the label is empty");
        if (line.AsSpan(tab + 1).Contains('\t')) throw new TsvException(number, "more than two columns");
        if (string.IsNullOrWhiteSpace(line[(tab + 1)..])) throw new TsvException(number, "the text is empty");
        return new LabelledText(line[..tab], line[(tab + 1)..]);
    }
}

/// <summary>A line that is not <c>label TAB text</c>.</summary>
public sealed class TsvException(int line, string reason) : Exception($"line {line}: {reason}")
{
    /// <summary>From 1.</summary>
    public int Line { get; } = line;
}
