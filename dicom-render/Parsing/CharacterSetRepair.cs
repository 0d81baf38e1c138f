using DicomRender.CharacterSets;
using DicomRender.Datasets;

namespace DicomRender.Parsing;

/// <summary>
/// Chinese text labelled as Latin-1, as UTF-8 or not at all is common, and so is UTF-8 labelled as GB18030. Where all text of a file under
/// one label cannot be what the label says, or is far likelier something else, that is taken.
/// </summary>
internal static class CharacterSetRepair
{
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
        var isUtf8 = texts.TrueForAll(text => CharacterSet.IsUtf8(text));
        if (isUtf8 && texts.Exists(text => CharacterSet.HasByteOrderMark(text))) return set == CharacterSet.Utf8 ? null : CharacterSet.Utf8;
        if (set == CharacterSet.Utf8) return !isUtf8 && GbkReading.Of(texts) is { } read && (read.IsMostlyCommon || read.IsUnmixed) ? CharacterSet.Gb18030 : null;
        // Escape sequences were put there by somebody who knew what the label means.
        if (texts.Exists(text => text.Contains((byte)0x1B))) return null;
        if (set.IsChinese) return isUtf8 && Utf8Reading.Of(texts) >= GbkReading.Of(texts).Likelihood ? CharacterSet.Utf8 : null;
        if (!set.IsWestern) return null;
        if (isUtf8) return CharacterSet.Utf8;
        var gbk = GbkReading.Of(texts);
        return gbk.IsMostlyCommon || (set.Name.Length == 0 && gbk.IsUnmixed) ? CharacterSet.Gb18030 : null;
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
