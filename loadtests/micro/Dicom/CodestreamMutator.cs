namespace Micro.Dicom;

/// <summary>
/// Changes a codestream where decoders hurt: markers, segment lengths, sizes in headers, entropy-coded bits, cuts and repeats.
/// </summary>
internal sealed class CodestreamMutator(int seed)
{
    private static readonly byte[] Telling = [0, 1, 2, 7, 8, 0x0F, 0x10, 0x3F, 0x40, 0x7F, 0x80, 0xC3, 0xD0, 0xD9, 0xFE, 0xFF];
    private const int HeaderBytes = 400;

    private readonly Random _random = new(seed);

    public byte[] Next(byte[] codestream)
    {
        var bytes = codestream.ToList();
        for (var changes = _random.Next(1, 5); changes > 0 && bytes.Count > 4; changes--) Change(bytes);
        return [.. bytes];
    }

    private void Change(List<byte> bytes)
    {
        // Half of the changes hit the headers, which are a small part of the bytes and most of the meaning.
        var at = _random.Next(_random.Next(2) == 0 ? Math.Min(HeaderBytes, bytes.Count) : bytes.Count);
        switch (_random.Next(8))
        {
            case 0: bytes[at] = (byte)_random.Next(256); break;
            case 1: bytes[at] = Telling[_random.Next(Telling.Length)]; break;
            case 2: bytes[at] ^= (byte)(1 << _random.Next(8)); break;
            case 3: bytes.RemoveRange(at, Math.Min(_random.Next(1, 40), bytes.Count - at)); break;
            case 4: bytes.RemoveRange(at, bytes.Count - at); break;
            case 5: bytes.InsertRange(at, bytes.GetRange(at, Math.Min(_random.Next(1, 300), bytes.Count - at))); break;
            case 6: bytes.InsertRange(at, Enumerable.Range(0, _random.Next(1, 16)).Select(_ => (byte)_random.Next(256))); break;
            default: SwapMarker(bytes, at); break;
        }
    }

    private void SwapMarker(List<byte> bytes, int from)
    {
        var at = bytes.IndexOf(0xFF, from);
        if (at >= 0 && at + 1 < bytes.Count) bytes[at + 1] = (byte)_random.Next(0x40, 0x100);
    }
}
