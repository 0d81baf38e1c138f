using System.Text;
using DicomRender.CharacterSets;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// Chinese text labelled as Latin-1, as UTF-8 or not at all is common. Where all text of a file under one label cannot be what the label
/// says
/// and reads as GBK with common characters (or as UTF-8), that is taken.
/// </summary>
internal static class CharacterSetRepair
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    public static void Apply(DicomDataset root, DicomWarnings warnings)
    {
        var samples = new Dictionary<string, (CharacterSet Set, List<byte[]> Texts)>();
        Collect(root, samples);
        var better = new Dictionary<string, CharacterSet>();
        foreach (var (name, (set, texts)) in samples)
        {
            if (Better(set, texts) is not { } found) continue;
            better.Add(name, found);
            warnings.Add($"Text labelled '{name}' is {found.Name} and was read so.");
        }
        if (better.Count > 0) Replace(root, better);
    }

    private static void Collect(DicomDataset dataset, Dictionary<string, (CharacterSet Set, List<byte[]> Texts)> samples)
    {
        foreach (var element in dataset.Elements)
        {
            foreach (var item in element.Items) Collect(item, samples);
            if (!VrRules.UsesCharacterSet(element.Vr) || !element.SmallValue.ContainsAnyInRange((byte)0x80, (byte)0xFF)) continue;
            if (!samples.TryGetValue(dataset.CharacterSet.Name, out var sample))
                samples.Add(dataset.CharacterSet.Name, sample = (dataset.CharacterSet, []));
            sample.Texts.Add(element.SmallValue.ToArray());
        }
    }

    private static CharacterSet? Better(CharacterSet set, List<byte[]> texts)
    {
        if (set != CharacterSet.Utf8 && !set.IsWestern) return null;
        if (texts.Any(text => text.Contains((byte)0x1B))) return null;
        var isUtf8 = texts.TrueForAll(IsUtf8);
        if (set == CharacterSet.Utf8) return !isUtf8 && LooksLikeGbk(texts) ? CharacterSet.Gb18030 : null;
        if (isUtf8) return CharacterSet.Utf8;
        return LooksLikeGbk(texts) ? CharacterSet.Gb18030 : null;
    }

    private static bool IsUtf8(byte[] text)
    {
        try
        {
            return StrictUtf8.GetCharCount(text) > 0;
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
    }

    /// <summary>Every high byte belongs to a pair of GBK, and most pairs are the 3755 common characters of GB2312 level 1.</summary>
    private static bool LooksLikeGbk(List<byte[]> texts)
    {
        int pairs = 0, common = 0;
        foreach (var text in texts)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] < 0x80) continue;
                if (i + 1 == text.Length || text[i] is 0x80 or 0xFF || text[i + 1] is < 0x40 or 0x7F or 0xFF) return false;
                pairs++;
                if (text[i] is >= 0xB0 and <= 0xD7 && text[i + 1] >= 0xA1) common++;
                i++;
            }
        }
        return common * 10 >= pairs * 6;
    }

    private static void Replace(DicomDataset dataset, Dictionary<string, CharacterSet> better)
    {
        if (better.TryGetValue(dataset.CharacterSet.Name, out var found)) dataset.CharacterSet = found;
        foreach (var element in dataset.Elements)
        {
            foreach (var item in element.Items) Replace(item, better);
        }
    }
}
