namespace Chatbot.Text;

/// <summary>
/// Sounds of characters as typists confuse them: without tones, zh/z, ch/c, sh/s alike and the endings -ng/-n alike,
/// so that 挂号 and 卦好, 总院 and 宗院, read the same.
/// </summary>
internal static class Pinyin
{
    private const int LongestSyllable = 6;
    private static readonly ushort[] SoundOf = new ushort[char.MaxValue + 1];
    private static readonly Dictionary<string, ushort> Syllables = new(StringComparer.Ordinal);
    private static readonly Dictionary<string, ushort>.AlternateLookup<ReadOnlySpan<char>> Lookup;

    static Pinyin()
    {
        var sounds = new Dictionary<string, ushort>(StringComparer.Ordinal);
        foreach (var group in PinyinTable.Groups.Split(';'))
        {
            var letters = 0;
            while (char.IsAscii(group[letters])) letters++;
            var syllable = group[..letters];
            var sound = Confusable(syllable);
            if (!sounds.TryGetValue(sound, out var id)) sounds.Add(sound, id = (ushort)(sounds.Count + 1));
            Syllables[syllable] = id;
            foreach (var c in group.AsSpan(letters)) SoundOf[c] = id;
        }
        Lookup = Syllables.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The sound's number, from 1; 0 when the character has no known reading.</summary>
    public static int Sound(char han) => SoundOf[han];

    /// <summary>Reads a word of letters as pinyin ("guahao"): longest syllables first, with stepping back.</summary>
    /// <param name="word">At most 64 letters.</param>
    /// <param name="sounds">Room for as many sounds as the word has letters.</param>
    /// <returns>Number of sounds written, or 0 when the word is not pinyin.</returns>
    public static int Read(ReadOnlySpan<char> word, Span<int> sounds)
    {
        var deadEnds = 0UL;
        return Read(word, 0, sounds, ref deadEnds);
    }

    /// <summary>
    /// As <see cref="Read(ReadOnlySpan{char}, Span{int})"/> with as few syllables as there can be ("rengong" is ren gong, not reng o ng).
    /// </summary>
    public static int ReadFewest(ReadOnlySpan<char> word, Span<int> sounds)
    {
        const int None = int.MaxValue;
        Span<int> fewest = stackalloc int[word.Length + 1];
        fewest.Fill(None);
        fewest[word.Length] = 0;
        for (var at = word.Length - 1; at >= 0; at--)
            for (var length = Math.Min(LongestSyllable, word.Length - at); length > 0; length--)
                if (fewest[at + length] < None && fewest[at + length] + 1 < fewest[at] && Lookup.ContainsKey(word.Slice(at, length)))
                    fewest[at] = fewest[at + length] + 1;
        if (fewest[0] == None) return 0;
        for (int at = 0, count = 0; at < word.Length; count++)
        {
            var length = Math.Min(LongestSyllable, word.Length - at);
            while (fewest[at + length] != fewest[at] - 1 || !Lookup.TryGetValue(word.Slice(at, length), out var _)) length--;
            sounds[count] = Lookup[word.Slice(at, length)];
            at += length;
        }
        return fewest[0];
    }

    private static int Read(ReadOnlySpan<char> word, int at, Span<int> sounds, ref ulong deadEnds)
    {
        if ((deadEnds >> at & 1) != 0) return 0;
        for (var length = Math.Min(LongestSyllable, word.Length - at); length > 0; length--)
        {
            if (!Lookup.TryGetValue(word.Slice(at, length), out var id)) continue;
            sounds[0] = id;
            if (at + length == word.Length) return 1;
            var rest = Read(word, at + length, sounds[1..], ref deadEnds);
            if (rest > 0) return rest + 1;
        }
        deadEnds |= 1UL << at;
        return 0;
    }

    private static string Confusable(string syllable)
    {
        var s = syllable.Length > 1 && syllable[1] == 'h' ? syllable[0] + syllable[2..] : syllable;
        return s.Length > 2 && s[^3] is 'a' or 'e' or 'i' && s.EndsWith("ng", StringComparison.Ordinal) ? s[..^1] : s;
    }
}
