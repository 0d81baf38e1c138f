using System.Text;

namespace Chatbot.Text;

/// <summary>
/// Masks what identifies a person before a message goes to statistics, training or a log: identity numbers (GB 11643), phones, bank cards
/// and
/// travel documents, also in full-width digits and with spaces or hyphens in between. In doubt it masks: a long number says nothing about a
/// question.
/// </summary>
public static class PersonalData
{
    /// <summary>Takes the place of an identity or travel document number.</summary>
    public const string Document = "[证件号]";

    /// <summary>Takes the place of a phone number.</summary>
    public const string Phone = "[电话]";

    /// <summary>Takes the place of a bank card number.</summary>
    public const string BankCard = "[银行卡]";

    /// <summary>Takes the place of any other long number.</summary>
    public const string Number = "[号码]";

    private const int LongNumber = 15;

    /// <summary>The text with every such number replaced.</summary>
    public static string Mask(string text)
    {
        StringBuilder? masked = null;
        var copied = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (Digit(text[i]) < 0) continue;
            var groups = Groups(text, i);
            foreach (var (start, end, mask) in Recognize(text, groups))
            {
                masked ??= new StringBuilder(text.Length);
                masked.Append(text, copied, start - copied).Append(mask);
                copied = end;
            }
            i = groups[^1].End - 1;
        }
        return masked is null ? text : masked.Append(text, copied, text.Length - copied).ToString();
    }

    /// <summary>Runs of digits with one separator between each; an X may close the last one.</summary>
    private static List<(int Start, int End)> Groups(string text, int from)
    {
        var groups = new List<(int, int)>();
        for (var start = from; ;)
        {
            var end = start;
            while (end < text.Length && Digit(text[end]) >= 0) end++;
            if (end < text.Length && text[end] is 'x' or 'X' or 'Ｘ' or 'ｘ') end++;
            groups.Add((start, end));
            if (end + 1 >= text.Length || text[end] is not (' ' or '-' or '－' or '　' or '.') || Digit(text[end + 1]) < 0) return groups;
            start = end + 1;
        }
    }

    /// <summary>Takes, from left to right, the longest stretch of groups that is a number of a person.</summary>
    private static IEnumerable<(int Start, int End, string Mask)> Recognize(string text, List<(int Start, int End)> groups)
    {
        for (var first = 0; first < groups.Count; first++)
            for (var last = groups.Count - 1; last >= first; last--)
            {
                var (start, end) = (groups[first].Start, groups[last].End);
                if (MaskOf(text, ref start, end) is not { } mask) continue;
                yield return (start, end, mask);
                first = last;
                break;
            }
    }

    private static string? MaskOf(string text, ref int start, int end)
    {
        Span<char> digits = stackalloc char[24];
        var count = 0;
        for (var i = start; i < end; i++)
        {
            var c = Digit(text[i]) is >= 0 and var d ? (char)('0' + d) : text[i] is 'x' or 'X' or 'Ｘ' or 'ｘ' ? 'X' : '\0';
            if (c == '\0') continue;
            if (count == digits.Length) return Number;
            digits[count++] = c;
        }
        var number = digits[..count];
        if (IsIdentityNumber(number)) return Document;
        if (number.Contains('X')) return count >= LongNumber ? Number : null;
        if (count is >= 16 and <= 19 && PassesLuhn(number)) return BankCard;
        if (IsPhone(number)) return TakePlus(text, ref start, Phone);
        if (count is 7 or 8 && start > 0 && char.IsAsciiLetter(text[start - 1]) && (start < 3 || !char.IsAsciiLetter(text[start - 3])))
            return TakeLetters(text, ref start, Document);
        return count >= LongNumber ? Number : null;
    }

    /// <summary>
    /// GB 11643: 17 digits and a check character by ISO 7064 MOD 11-2, or the 15 digits in use before 1999, with a possible birthday.
    /// </summary>
    public static bool IsIdentityNumber(ReadOnlySpan<char> number)
    {
        if (number.Length == 15)
            return !number.Contains('X') && IsDay(1900 + Value(number[6..8]), Value(number[8..10]), Value(number[10..12]));
        if (number.Length != 18 || number[..17].Contains('X')) return false;
        var sum = 0;
        for (var i = 0; i < 17; i++) sum += (number[i] - '0') * (1 << 17 - i) % 11;
        var check = "10X98765432"[sum % 11];
        return number[17] == check && IsDay(Value(number[6..10]), Value(number[10..12]), Value(number[12..14]));
    }

    private static bool IsPhone(ReadOnlySpan<char> n) => n.Length switch
    {
        11 when n[0] == '1' => n[1] >= '3',
        13 when n.StartsWith("861") => n[3] >= '3',
        15 when n.StartsWith("00861") => n[5] >= '3',
        >= 10 and <= 12 => n[0] == '0' && n[1] != '0',
        _ => false,
    };

    private static bool PassesLuhn(ReadOnlySpan<char> number)
    {
        var sum = 0;
        for (var i = 0; i < number.Length; i++)
        {
            var d = number[^(i + 1)] - '0';
            sum += i % 2 == 0 ? d : d > 4 ? 2 * d - 9 : 2 * d;
        }
        return sum % 10 == 0;
    }

    private static string TakePlus(string text, ref int start, string mask)
    {
        if (start > 0 && text[start - 1] is '+' or '＋') start--;
        return mask;
    }

    private static string TakeLetters(string text, ref int start, string mask)
    {
        while (start > 0 && char.IsAsciiLetter(text[start - 1])) start--;
        return mask;
    }

    private static int Value(ReadOnlySpan<char> digits) => int.Parse(digits);

    private static bool IsDay(int year, int month, int day) =>
        year is >= 1800 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    private static int Digit(char c) => c is >= '0' and <= '9' ? c - '0' : c is >= '０' and <= '９' ? c - '０' : -1;
}
