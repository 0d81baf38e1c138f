using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Chatbot.Text;

/// <summary>A day named in a message.</summary>
/// <param name="Day">The day.</param>
/// <param name="Period"><c>am</c>, <c>pm</c>, <c>evening</c>, or null when only the day is named.</param>
/// <param name="Text">The words that named it.</param>
public sealed record NamedDay(DateOnly Day, string? Period, string Text);

/// <summary>Reads days as patients write them: 今天, 明早, 下周三, 11月21号, 三天后, 2026-11-21.</summary>
public static partial class ChineseDates
{
    private const string Numeral = "[0-9]{1,2}|[一二两三四五六七八九十]{1,3}";
    private const string Digits = "零一二三四五六七八九";

    /// <summary>The first day that the text names, or null.</summary>
    /// <param name="text">As typed.</param>
    /// <param name="today">What 今天 means.</param>
    public static NamedDay? Find(string text, DateOnly today)
    {
        var match = Day().Match(Plain(text));
        while (match.Success)
        {
            if (Resolve(match, today) is { } day) return new NamedDay(day, Period(match), match.Value.Trim());
            match = match.NextMatch();
        }
        return null;
    }

    [GeneratedRegex(
        "(?:(?<relative>大后天|大前天|今天|今日|今儿|今早|今晚|明天|明日|明儿|明早|明晚|后天|昨天|昨晚|前天)"
        + "|(?<week>上上|下下|上个?|下个?|这个?|本)?(?:周|星期|礼拜)(?<weekday>[一二三四五六日天末1-7])(?!岁)"
        + "|(?:(?<year>20[0-9]{2})[年\\-/.])?(?<![0-9])(?<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
        + "(?:月|(?<=年.{0,2}|[0-9])[\\-/])(?<day>" + Numeral + ")(?:日|号)?(?![0-9])"
        + "|(?<nextmonth>下个?月)?(?<![0-9第])(?<only>" + Numeral + ")(?:日|号)(?![0-9楼窗门线诊厅库机床院馆])"
        + "|(?:过)?(?<after>" + Numeral + ")天(?:以后|之后|后))"
        + "\\s*的?(?<period>早上|上午|早晨|清早|中午|下午|午后|傍晚|晚上|夜里)?")]
    private static partial Regex Day();

    private static DateOnly? Resolve(Match match, DateOnly today)
    {
        if (match.Groups["relative"] is { Success: true } relative) return today.AddDays(Offset(relative.Value));
        if (match.Groups["weekday"] is { Success: true } weekday) return Weekday(match.Groups["week"].Value, weekday.Value[0], today);
        if (match.Groups["after"] is { Success: true } after) return today.AddDays(Number(after.Value));
        if (match.Groups["only"] is { Success: true } only) return DayOfMonth(Number(only.Value), match.Groups["nextmonth"].Success, today);
        return MonthAndDay(match.Groups["year"].Value, Number(match.Groups["month"].Value), Number(match.Groups["day"].Value), today);
    }

    private static int Offset(string word) => word switch
    {
        "大前天" => -3,
        "前天" => -2,
        "昨天" or "昨晚" => -1,
        "明天" or "明日" or "明儿" or "明早" or "明晚" => 1,
        "后天" => 2,
        "大后天" => 3,
        _ => 0,
    };

    /// <summary>Weeks begin on Monday; a bare weekday is the next one from today on.</summary>
    private static DateOnly Weekday(string week, char name, DateOnly today)
    {
        var wanted = name switch { '日' or '天' or '7' => 6, '末' => 5, >= '1' and <= '6' => name - '1', _ => "一二三四五六".IndexOf(name) };
        var current = ((int)today.DayOfWeek + 6) % 7;
        var offset = wanted - current;
        return today.AddDays(week switch
        {
            "" => offset < 0 ? offset + 7 : offset,
            "上上" => offset - 14,
            "上" or "上个" => offset - 7,
            "下" or "下个" => offset + 7,
            "下下" => offset + 14,
            _ => offset,
        });
    }

    private static DateOnly? DayOfMonth(int day, bool nextMonth, DateOnly today)
    {
        var first = new DateOnly(today.Year, today.Month, 1);
        if (nextMonth || day < today.Day) first = first.AddMonths(1);
        return Make(first.Year, first.Month, day);
    }

    /// <summary>Without a year: the nearest such day, before or after today.</summary>
    private static DateOnly? MonthAndDay(string year, int month, int day, DateOnly today)
    {
        if (year.Length > 0) return Make(int.Parse(year, CultureInfo.InvariantCulture), month, day);
        return new[] { today.Year - 1, today.Year, today.Year + 1 }.Select(y => Make(y, month, day)).Where(d => d is not null)
            .OrderBy(d => Math.Abs(d!.Value.DayNumber - today.DayNumber)).ThenByDescending(d => d).FirstOrDefault();
    }

    private static DateOnly? Make(int year, int month, int day) =>
        month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month) ? new DateOnly(year, month, day) : null;

    private static string? Period(Match match)
    {
        var word = match.Groups["period"].Success ? match.Groups["period"].Value : match.Groups["relative"].Value;
        return word switch
        {
            "早上" or "上午" or "早晨" or "清早" or "今早" or "明早" => "am",
            "中午" or "下午" or "午后" or "傍晚" => "pm",
            "晚上" or "夜里" or "今晚" or "明晚" or "昨晚" => "evening",
            _ => null,
        };
    }

    private static int Number(string numeral)
    {
        if (int.TryParse(numeral, CultureInfo.InvariantCulture, out var value)) return value;
        var ten = numeral.IndexOf('十');
        if (ten < 0) return numeral.Length == 1 ? Unit(numeral[0]) : -1;
        var tens = ten == 0 ? 1 : Unit(numeral[0]);
        return tens * 10 + (ten + 1 < numeral.Length ? Unit(numeral[ten + 1]) : 0);
    }

    private static int Unit(char c) => c == '两' ? 2 : Digits.IndexOf(c);

    /// <summary>Narrow digits and signs, simplified characters; punctuation stays, for dates need it.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            var folded = CharacterFolding.Fold(c);
            plain.Append(folded is CharacterFolding.Break ? c switch { '－' or '–' => '-', '／' => '/', '．' => '.', _ => c } : folded);
        }
        return plain.ToString();
    }
}
