using System.Collections.Frozen;
using System.Runtime.InteropServices;
using Chatbot.Text;

namespace Chatbot.Words;

/// <summary>How strongly what stands before an item parts it from the one before.</summary>
internal enum Break : byte
{
    None,

    /// <summary>White space or a symbol: people put them between words, between sentences and inside a word alike.</summary>
    Soft,

    Comma,
    Stop,
}

/// <summary>A Chinese character, a word or number of another script, or a syllable of pinyin.</summary>
/// <param name="Han">The character; NUL for words and syllables.</param>
/// <param name="Word">The word without apostrophes; null for characters and syllables.</param>
/// <param name="Sound">The sound of a character or syllable, 0 when it has none.</param>
/// <param name="Before">What parts it from the item before.</param>
internal readonly record struct Item(char Han, string? Word, int Sound, Break Before);

/// <summary>Reads a message into items, whatever its length: nothing in it is cut off or dropped but what is no letter or digit.</summary>
internal static class Items
{
    private const int LongestToken = 64;
    /// <summary>English words that could be read as syllables.</summary>
    private static readonly FrozenSet<string> English = FrozenSet.ToFrozenSet(
        ("me he she can men women man time name game fan hang long song ban pan tan gang dance change die dare here hence same more are " +
         "made make take like bike mile sale male female one none done gone note date late mate hate gate home line nine fine mine dine " +
         "pine wine mean lead bean sea tea pea bone tone zone tune june lane cane sane wage wake bake lake cake nope hope hi hey ok no so " +
         "to do go be we you an in on or as at is it of").Split(' '), StringComparer.Ordinal);

    private const string ToneMarks = "ǎǐǒǔǖǘǚǜ";
    private const string Toneless = "aiouvvvv";

    public static List<Item> Read(string text)
    {
        var items = new List<Item>(text.Length);
        Span<char> token = stackalloc char[LongestToken];
        var length = 0;
        var before = Break.None;
        foreach (var raw in text)
        {
            if (raw is >= '\u0300' and <= '\u036f' or '\u200d' or '\ufe0f') continue;
            var c = Fold(raw);
            var han = CharacterFolding.IsHan(c);
            var letter = !han && c is not (CharacterFolding.Space or CharacterFolding.Break);
            if (letter && length > 0 && (length == LongestToken || char.IsAsciiDigit(c) != char.IsAsciiDigit(token[length - 1])))
                End(items, token, ref length, ref before);
            if (letter)
            {
                token[length++] = c;
                continue;
            }
            End(items, token, ref length, ref before);
            if (han) Add(items, new Item(c, null, Pinyin.Sound(c), Break.None), ref before);
            else if (StrengthOf(raw) is var strength && strength > before) before = strength;
        }
        End(items, token, ref length, ref before);
        return items;
    }

    /// <summary>
    /// The items with every run of words that can be pinyin ("xiong kou tong", "xiongkoutong", "xiong1") replaced by its syllables; null when
    /// there is none.
    /// </summary>
    public static List<Item>? Spoken(List<Item> items)
    {
        List<Item>? spoken = null;
        Span<int> sounds = stackalloc int[LongestToken];
        var run = new List<Item>();
        for (var i = 0; i < items.Count;)
        {
            run.Clear();
            var end = i;
            while (end < items.Count && Syllables(items, end, sounds, run)) end++;
            if (run.Count >= 2)
            {
                spoken ??= [.. CollectionsMarshal.AsSpan(items)[..i]];
                spoken.AddRange(run);
                i = end;
                continue;
            }
            spoken?.Add(items[i]);
            i++;
        }
        return spoken;
    }

    private static bool Syllables(List<Item> items, int at, Span<int> sounds, List<Item> run)
    {
        if (items[at].Word is not { } word) return false;
        // The number of a tone belongs to the syllable before it.
        if (run.Count > 0 && word is ['0' or '1' or '2' or '3' or '4' or '5'] && items[at].Before == Break.None) return true;
        if (!char.IsAsciiLetterLower(word[0]) || English.Contains(word) || Pinyin.ReadFewest(word, sounds) is not (> 0 and var count)) return false;
        for (var i = 0; i < count; i++) run.Add(new Item('\0', null, sounds[i], i == 0 ? items[at].Before : Break.None));
        return true;
    }

    private static char Fold(char raw)
    {
        var c = CharacterFolding.Fold(raw);
        return ToneMarks.IndexOf(c, StringComparison.Ordinal) is >= 0 and var i ? Toneless[i] : c;
    }

    private static Break StrengthOf(char raw) => raw switch
    {
        '。' or '！' or '？' or '!' or '?' or '；' or ';' or '\n' or '…' or '.' => Break.Stop,
        '，' or ',' or '、' or '：' or ':' => Break.Comma,
        _ => Break.Soft,
    };

    private static void End(List<Item> items, Span<char> token, ref int length, ref Break before)
    {
        var word = EnglishWords.Bare(token[..length]);
        if (word.Length > 0) Add(items, new Item('\0', new string(word), 0, Break.None), ref before);
        length = 0;
    }

    private static void Add(List<Item> items, Item item, ref Break before)
    {
        items.Add(item with { Before = before });
        before = Break.None;
    }
}
