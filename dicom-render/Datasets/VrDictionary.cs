using System.Globalization;

namespace DicomRender.Datasets;

/// <summary>The value representation of standard elements (PS3.6), for implicit VR and for elements written as UN.</summary>
internal static class VrDictionary
{
    private const ushort UnsignedOrSigned = 0x5853;

    private static readonly Lazy<Dictionary<uint, ushort>> Standard = new(Load);

    /// <param name="tag">A standard or private tag.</param>
    /// <param name="signedPixels">Pixel Representation (0028,0103) is 1: elements that are US or SS are then SS.</param>
    /// <returns>The VR, or UN for an element the standard does not name.</returns>
    public static Vr Find(DicomTag tag, bool signedPixels)
    {
        if (tag.IsGroupLength) return Vr.UL;
        if (tag.IsPrivate) return tag.IsPrivateCreator ? Vr.LO : Vr.UN;
        if (!Standard.Value.TryGetValue(Generic(tag).Value, out var vr)) return Vr.UN;
        if (vr == UnsignedOrSigned) return signedPixels ? Vr.SS : Vr.US;
        return (Vr)vr;
    }

    /// <summary>Repeating groups 50xx and 60xx and the elements (0020,31xx) share one entry.</summary>
    private static DicomTag Generic(DicomTag tag) => tag.Group switch
    {
        >= 0x5000 and <= 0x50FF => tag with { Group = 0x5000 },
        >= 0x6000 and <= 0x60FF => tag with { Group = 0x6000 },
        0x0020 when tag.Element is >= 0x3100 and <= 0x31FF => tag with { Element = 0x3100 },
        _ => tag,
    };

    private static Dictionary<uint, ushort> Load()
    {
        using var stream = typeof(VrDictionary).Assembly.GetManifestResourceStream("DicomRender.Datasets.VrDictionary.txt")!;
        using var reader = new StreamReader(stream);
        var entries = new Dictionary<uint, ushort>(5000);
        while (reader.ReadLine() is { } line)
        {
            if (line.StartsWith('#')) continue;
            var words = line.Split(' ');
            var group = uint.Parse(words[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) << 16;
            var vr = (ushort)(words[1][0] << 8 | words[1][1]);
            foreach (var word in words.AsSpan(2))
                entries.Add(group | uint.Parse(word, NumberStyles.HexNumber, CultureInfo.InvariantCulture), vr);
        }
        return entries;
    }
}
