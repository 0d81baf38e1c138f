namespace DicomRender.CharacterSets;

/// <summary>How texts look when their bytes are taken for GBK.</summary>
/// <param name="Pairs">Characters of two bytes; 0 when a high byte belongs to none.</param>
/// <param name="Common">Of them those of level 1 of GB 2312: the 3755 that most text is made of.</param>
/// <param name="Rarer">Of them those of level 2.</param>
/// <param name="IsUnmixed">
/// Nothing but pairs stands between separators wherever there is a pair: so are Chinese names, while accents stand among letters.
/// </param>
internal readonly record struct GbkReading(int Pairs, int Common, int Rarer, bool IsUnmixed)
{
    /// <summary>Half of them are common: the family name is, when the given name is rare.</summary>
    public bool IsMostlyCommon => Pairs > 0 && Common * 2 >= Pairs;

    /// <summary>0 to 1: how much of it is Chinese that people write.</summary>
    public double Likelihood => Pairs == 0 ? 0 : (Common + 0.75 * Rarer + 0.25 * (Pairs - Common - Rarer)) / Pairs;

    public static GbkReading Of(List<byte[]> texts)
    {
        var (pairs, common, rarer, isUnmixed) = (0, 0, 0, true);
        foreach (var text in texts)
        {
            var (hasPair, hasLetter) = (false, false);
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] < 0x80)
                {
                    if (IsSeparator(text[i])) (hasPair, hasLetter) = (false, false);
                    else hasLetter = true;
                    isUnmixed &= !(hasPair && hasLetter);
                    continue;
                }
                if (i + 1 == text.Length || text[i] is 0x80 or 0xFF || text[i + 1] is < 0x40 or 0x7F or 0xFF) return default;
                pairs++;
                (var level, hasPair) = (LevelOf(text[i], text[i + 1]), true);
                if (level == 1) common++;
                if (level == 2) rarer++;
                isUnmixed &= !hasLetter;
                i++;
            }
        }
        return new(pairs, common, rarer, isUnmixed && pairs > 0);
    }

    /// <summary>Level of GB 2312 of a pair: 1, 2, or 0 for what it does not hold as a Chinese character.</summary>
    public static int LevelOf(byte first, byte second) =>
        second is < 0xA1 or 0xFF ? 0 : first is >= 0xB0 and <= 0xD7 ? 1 : first is >= 0xD8 and <= 0xF7 ? 2 : 0;

    private static bool IsSeparator(byte value) => value is <= 0x20 or (byte)'^' or (byte)'=' or (byte)'\\';
}
