using System.Buffers.Binary;
using System.Text;

namespace Micro.Dicom;

/// <summary>
/// Changes DICOM files where it hurts: lengths, tags, VRs, nesting, transfer syntax, truncation, splices of two files, and plain noise.
/// </summary>
internal sealed class FileMutator(List<byte[]> seeds, int seed)
{
    private static readonly uint[] Lengths =
        [0, 1, 2, 7, 8, 12, 0xFF, 0x7FFF, 0xFFFF, 0x10000, 0x7FFFFFFF, 0x80000000, 3_000_000_000, 0xFFFFFFFE, 0xFFFFFFFF];
    private static readonly uint[] Tags =
        [0x7FE00010, 0x7FE00001, 0x7FE00008, 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD, 0x00080005, 0x00280008, 0x00280010, 0x00280100, 0x00280002,
            0x00020010, 0x00020000, 0x00100010, 0x52009230, 0x60003000, 0];
    private static readonly string[] Vrs =
        ["SQ", "UN", "OB", "OW", "UT", "PN", "DS", "IS", "US", "AT", "FD", "OV", "UV", "LO", "ZZ", "??", "\0\0"];
    private static readonly string[] Syntaxes =
        ["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.4.50",
            "1.2.840.10008.1.2.5", "1.2.840.113619.5.2"];
    private static readonly string[] CharacterSets =
        ["ISO_IR 192", "GB18030", "\\ISO 2022 IR 58", "ISO 2022 IR 13\\ISO 2022 IR 87", "\\ISO 2022 IR 149", "ISO_IR 100"];

    private readonly Random _random = new(seed);
    private readonly int[][] _headers = [.. seeds.Select(Headers)];

    public byte[] Next()
    {
        var index = _random.Next(seeds.Count);
        var bytes = seeds[index].ToList();
        for (var changes = _random.Next(1, 6); changes > 0 && bytes.Count > 16; changes--) Change(bytes, _headers[index]);
        return [.. bytes];
    }

    private void Change(List<byte> bytes, int[] headers)
    {
        var at = headers.Length > 0 && _random.Next(5) > 0
            ? Math.Min(headers[_random.Next(headers.Length)], bytes.Count - 12)
            : _random.Next(bytes.Count - 12);
        switch (_random.Next(12))
        {
            case 0: Put(bytes, at + 4, Number(Lengths[_random.Next(Lengths.Length)])); break;
            case 1: Put(bytes, at + 6, Number(Lengths[_random.Next(Lengths.Length)])[..2]); break;
            case 2: Put(bytes, at + 8, Number(Lengths[_random.Next(Lengths.Length)])); break;
            case 3: Put(bytes, at, TagBytes(Tags[_random.Next(Tags.Length)])); break;
            case 4: Put(bytes, at + 4, Encoding.Latin1.GetBytes(Vrs[_random.Next(Vrs.Length)])); break;
            case 5: bytes.RemoveRange(at, Math.Min(_random.Next(1, 200), bytes.Count - at)); break;
            case 6: bytes.RemoveRange(at, bytes.Count - at); break;
            case 7: bytes.InsertRange(at, Splice()); break;
            case 8: bytes.InsertRange(at, Nesting(_random.Next(1, 200))); break;
            case 9: Replace(bytes, [.. TagBytes(0x00020010), (byte)'U', (byte)'I'], Syntaxes[_random.Next(Syntaxes.Length)]); break;
            case 10:
                Replace(bytes, [.. TagBytes(0x00080005), (byte)'C', (byte)'S'], CharacterSets[_random.Next(CharacterSets.Length)]);
                break;
            default: Noise(bytes); break;
        }
    }

    private byte[] Splice()
    {
        var other = seeds[_random.Next(seeds.Count)];
        var start = _random.Next(other.Length);
        return other[start..Math.Min(other.Length, start + _random.Next(8, 400))];
    }

    private byte[] Nesting(int levels)
    {
        using var nested = new MemoryStream();
        var isExplicit = _random.Next(2) == 0;
        for (var i = 0; i < levels; i++)
        {
            nested.Write(TagBytes(0x0040A730));
            if (isExplicit) nested.Write("SQ\0\0"u8);
            nested.Write(Number(0xFFFFFFFF));
            nested.Write(TagBytes(0xFFFEE000));
            nested.Write(Number(0xFFFFFFFF));
        }
        return nested.ToArray();
    }

    private void Noise(List<byte> bytes)
    {
        for (var i = _random.Next(1, 9); i > 0; i--) bytes[_random.Next(bytes.Count)] = (byte)_random.Next(256);
    }

    private static void Put(List<byte> bytes, int at, byte[] value)
    {
        for (var i = 0; i < value.Length && at + i < bytes.Count; i++) bytes[at + i] = value[i];
    }

    private static void Replace(List<byte> bytes, byte[] header, string text)
    {
        var whole = bytes.ToArray();
        var at = whole.AsSpan().IndexOf(header);
        if (at < 0 || at + 8 > whole.Length) return;
        var old = Math.Min(BinaryPrimitives.ReadUInt16LittleEndian(whole.AsSpan(at + 6)), whole.Length - at - 8);
        var value = Encoding.ASCII.GetBytes(text + (text.Length % 2 == 1 ? "\0" : ""));
        bytes.RemoveRange(at + 6, 2 + old);
        bytes.InsertRange(at + 6, [(byte)value.Length, 0, .. value]);
    }

    private static byte[] Number(uint value) => BitConverter.GetBytes(value);

    private static byte[] TagBytes(uint tag) => [(byte)(tag >> 16), (byte)(tag >> 24), (byte)tag, (byte)(tag >> 8)];

    /// <summary>Places that look like element headers: two capitals for the VR, or a group number the files use.</summary>
    private static int[] Headers(byte[] bytes)
    {
        var found = new List<int>();
        for (var i = 0; i + 8 <= bytes.Length; i++)
        {
            var hasVr = char.IsAsciiLetterUpper((char)bytes[i + 4]) && char.IsAsciiLetterUpper((char)bytes[i + 5])
                && bytes[i + 1] is 0 or 0x7F or 0xFF or 0x52 or 0x60;
            var hasGroup = bytes[i] is 0x02 or 0x08 or 0x10 or 0x18 or 0x20 or 0x28 or 0x40 or 0xFE or 0xE0
                && bytes[i + 1] is 0 or 0xFF or 0x7F && bytes[i + 7] == 0;
            if (hasVr || hasGroup) found.Add(i);
        }
        return [.. found];
    }
}
