using System.Buffers;

namespace Chatbot.Text;

/// <summary>
/// Reads features from normalised text. Chinese: character n-grams 1-4 within a run, with the borders of the sentence, and sounds 1-2.
/// Other scripts: words, neighbouring words, stems, and pieces of 2-5 letters. No segmenter: on Chinese questions it adds nothing.
/// </summary>
/// <param name="readsPinyin">Whether words of letters may be pinyin ("guahao"): so in a Chinese knowledge base.</param>
/// <param name="synonyms">Words of one meaning.</param>
internal readonly struct FeatureExtractor(bool readsPinyin, SynonymTable synonyms)
{
    /// <summary>Room for every feature of the longest text that is read.</summary>
    public const int MaxFeatures = 8192;

    private const int LongestWord = 40;
    private const int LongestGram = 4;
    private const int ShortestPiece = 2;
    private const int LongestPiece = 5;
    private const char SentenceStart = '^';
    private const char SentenceEnd = '$';
    private const uint NoWord = 0;
    private const uint StartMark = 0x5bd1e995;
    private const uint EndMark = 0x1b873593;

    private static readonly SearchValues<char> Function = SearchValues.Create(
        "的了吗呢啊吧呀嘛么是在我你您他她它们这那有个就都也还很请给帮想要能会可以怎什多少哪里和与把被让到去来上下不没一^$");

    /// <summary>Whether the knowledge base is a Chinese one.</summary>
    public bool ReadsPinyin => readsPinyin;

    /// <summary>Sends every feature of <paramref name="text"/> to <paramref name="sink"/>.</summary>
    public void Read<TSink>(scoped ReadOnlySpan<char> text, ref TSink sink) where TSink : IFeatureSink, allows ref struct
    {
        synonyms.Read(text, ref sink);
        var before = new Neighbours(StartMark, NoWord);
        for (int start = 0, end; start < text.Length; start = end)
        {
            end = EndOfToken(text, start);
            var token = text[start..end];
            var last = end == text.Length;
            if (token is [' ', ..]) continue;
            if (CharacterFolding.IsHan(token[0]))
            {
                ReadHan(token, start, last, ref sink);
                before = new Neighbours(StartMark, NoWord);
            }
            else
            {
                ReadToken(token[..Math.Min(token.Length, LongestWord)], start, last, ref before, ref sink);
            }
        }
    }

    private static int EndOfToken(ReadOnlySpan<char> text, int start)
    {
        var end = start + 1;
        if (text[start] == ' ') return end;
        var han = CharacterFolding.IsHan(text[start]);
        while (end < text.Length && text[end] != ' ' && CharacterFolding.IsHan(text[end]) == han) end++;
        return end;
    }

    private static void ReadHan<TSink>(scoped ReadOnlySpan<char> run, int start, bool last, ref TSink sink) where TSink
        : IFeatureSink, allows ref struct
    {
        Span<char> marked = stackalloc char[TextNormalizer.MaxLength + 2];
        var length = 0;
        var shift = start;
        if (start == 0)
        {
            marked[length++] = SentenceStart;
            shift--;
        }
        run.CopyTo(marked[length..]);
        length += run.Length;
        if (last) marked[length++] = SentenceEnd;
        ReadGrams(marked[..length], shift, ref sink);
        ReadSounds(run, start, ref sink);
    }

    private static void ReadGrams<TSink>(scoped ReadOnlySpan<char> marked, int shift, ref TSink sink) where TSink
        : IFeatureSink, allows ref struct
    {
        for (var i = 0; i < marked.Length; i++)
        {
            var hash = new Hash(1);
            var function = true;
            for (var n = 1; n <= LongestGram && i + n <= marked.Length; n++)
            {
                var c = marked[i + n - 1];
                hash.Add(c);
                function &= Function.Contains(c);
                if (n == 1 && c is SentenceStart or SentenceEnd) continue;
                sink.Add(KindOf(n, function), hash.Value, Math.Max(0, shift + i), n);
            }
        }
    }

    private static FeatureKind KindOf(int length, bool function) => length switch
    {
        <= 2 => function ? FeatureKind.HanFunction : FeatureKind.Han,
        3 => function ? FeatureKind.HanFunctionLong : FeatureKind.HanThree,
        _ => function ? FeatureKind.HanFunctionLong : FeatureKind.HanFour,
    };

    private static void ReadSounds<TSink>(scoped ReadOnlySpan<char> run, int start, ref TSink sink) where TSink
        : IFeatureSink, allows ref struct
    {
        var previous = -1;
        for (var i = 0; i < run.Length; i++)
        {
            var sound = Pinyin.Sound(run[i]);
            AddSound(previous, sound, start + i, 1, ref sink);
            previous = sound;
        }
    }

    private static void AddSound<TSink>(int previous, int sound, int start, int length, ref TSink sink) where TSink
        : IFeatureSink, allows ref struct
    {
        sink.Add(FeatureKind.Sound, Hash.Of(2, (uint)sound), start, length);
        if (previous >= 0) sink.Add(FeatureKind.Sound, Hash.Of(3, (uint)previous, (uint)sound), Math.Max(0, start - 1), length + 1);
    }

    private void ReadToken<TSink>(scoped ReadOnlySpan<char> token, int start, bool last, scoped ref Neighbours before, ref TSink sink)
        where TSink : IFeatureSink, allows ref struct
    {
        if (EnglishWords.TrySpell(token, out var words))
        {
            for (var i = 0; i < words.Length; i++)
                ReadWord(words[i], start, token.Length, last && i == words.Length - 1, ref before, ref sink);
            return;
        }
        Span<char> copy = stackalloc char[LongestWord];
        token.CopyTo(copy);
        var word = EnglishWords.Bare(copy[..token.Length]);
        if (!word.IsEmpty) ReadWord(word, start, token.Length, last, ref before, ref sink);
    }

    private void ReadWord<TSink>(scoped ReadOnlySpan<char> word, int start, int length, bool last, scoped ref Neighbours before,
        ref TSink sink)
        where TSink : IFeatureSink, allows ref struct
    {
        ReadPieces(word, start, length, ref sink);
        var whole = Hash.Of(5, word);
        sink.Add(FeatureKind.Word, whole, start, length);
        sink.Add(FeatureKind.Word, Hash.Of(6, before.Word, whole), start, length);
        if (last) sink.Add(FeatureKind.Word, Hash.Of(6, whole, EndMark), start, length);
        Span<char> copy = stackalloc char[LongestWord];
        word.CopyTo(copy);
        var stem = Hash.Of(7, EnglishWords.Stem(copy[..word.Length]));
        sink.Add(FeatureKind.Word, stem, start, length);
        if (before.Stem != NoWord) sink.Add(FeatureKind.Word, Hash.Of(8, before.Stem, stem), start, length);
        before = new Neighbours(whole, stem);
        if (readsPinyin) ReadPinyin(word, start, length, ref sink);
    }

    private static void ReadPieces<TSink>(scoped ReadOnlySpan<char> word, int start, int length, ref TSink sink) where TSink
        : IFeatureSink, allows ref struct
    {
        for (var i = -1; i <= word.Length; i++)
        {
            var hash = new Hash(4);
            for (var n = 1; n <= LongestPiece && i + n - 1 <= word.Length; n++)
            {
                var at = i + n - 1;
                hash.Add(at < 0 || at == word.Length ? ' ' : word[at]);
                if (n < ShortestPiece) continue;
                var from = Math.Max(0, i);
                sink.Add(FeatureKind.WordPiece, hash.Value, start + Math.Min(from, length - 1),
                    Math.Min(Math.Min(word.Length, at + 1) - from, length - Math.Min(from, length - 1)));
            }
        }
    }

    private static void ReadPinyin<TSink>(scoped ReadOnlySpan<char> word, int start, int length, ref TSink sink) where TSink
        : IFeatureSink, allows ref struct
    {
        if (word.Length < 2 || !char.IsAsciiLetterLower(word[0])) return;
        Span<int> sounds = stackalloc int[LongestWord];
        var count = Pinyin.Read(word, sounds);
        for (var i = 0; i < count; i++) AddSound(i == 0 ? -1 : sounds[i - 1], sounds[i], start, length, ref sink);
    }

    /// <summary>The word before the one that is read, and its stem.</summary>
    private readonly record struct Neighbours(uint Word, uint Stem);
}
