namespace Chatbot.Text;

/// <summary>
/// One character to one character: width (NFKC for the forms that keyboards make), case, Latin accents, circled digits, traditional
/// Chinese. What carries no meaning for a question (punctuation, emoji, controls) folds to a separator. A table, because answering must not
/// allocate.
/// </summary>
internal static class CharacterFolding
{
    /// <summary>White space: between two Chinese characters it is dropped ("挂 号" is 挂号).</summary>
    public const char Space = ' ';

    /// <summary>Punctuation and symbols: they end a word and a run of Chinese.</summary>
    public const char Break = '\n';

    private const string Accented = "àáâãäåāăąçćĉċčďđèéêëēĕėęěĝğġģĥħìíîïĩīĭįĵķĺļľłñńņňòóôõöøōŏőŕŗřśŝşšţťŧùúûüũūŭůűųŵýÿŷźżž";
    private const string Plain = "aaaaaaaaacccccddeeeeeeeeegggghhiiiiiiiijkllllnnnnooooooooorrrsssstttuuuuuuuuuuwyyyzzz";

    private static readonly char[] Table = Build();

    /// <summary>The folded character, or <see cref="Space"/> or <see cref="Break"/>.</summary>
    public static char Fold(char c) => Table[c];

    /// <summary>Ideographs of the basic plane (URO and extension A).</summary>
    public static bool IsHan(char c) => c is >= '\u3400' and <= '\u9fff';

    private static char[] Build()
    {
        var table = new char[char.MaxValue + 1];
        for (var i = 0; i < table.Length; i++) table[i] = FoldOne((char)i);
        for (var i = 0; i < TraditionalTable.Pairs.Length; i += 2) table[TraditionalTable.Pairs[i]] = TraditionalTable.Pairs[i + 1];
        for (var i = 0; i < Accented.Length; i++)
        {
            table[Accented[i]] = Plain[i];
            table[char.ToUpperInvariant(Accented[i])] = Plain[i];
        }
        return table;
    }

    private static char FoldOne(char c)
    {
        if (c is >= '\uff01' and <= '\uff5e') c = (char)(c - 0xfee0);
        else if (c is >= '\u2460' and <= '\u2468') c = (char)('1' + c - '\u2460');
        else if (c is '\u2019' or '\u2018' or '\u02bc') c = '\'';
        else if (c is '\u3007' or '\u24ea') c = '0';
        if (char.IsWhiteSpace(c) || c is '\u3000' or '\u200b' or '\ufeff') return Space;
        if (c == '\'' || char.IsLetterOrDigit(c)) return char.ToLowerInvariant(c);
        return Break;
    }
}
