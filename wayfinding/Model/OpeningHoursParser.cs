using System.Globalization;

namespace Wayfinding.Model;

/// <summary>Recursive descent over one <c>opening_hours</c> text.</summary>
internal sealed class OpeningHoursParser(string text)
{
    private static readonly string[] WeekdayNames = ["Su", "Mo", "Tu", "We", "Th", "Fr", "Sa"];
    private static readonly string[] MonthNames = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private const int MaxLength = 1000;

    private int _at;

    public static DayOfWeek? Weekday(string name) =>
        Array.FindIndex(WeekdayNames, w => w.Equals(name, StringComparison.OrdinalIgnoreCase)) is >= 0 and var i ? (DayOfWeek)i : null;

    public List<HoursRule> Parse()
    {
        if (text.Length > MaxLength) throw Error("too long");
        var rules = new List<HoursRule>();
        var join = RuleJoin.Override;
        while (true)
        {
            Space();
            if (_at == text.Length) break;
            rules.Add(Rule(join));
            Space();
            if (_at == text.Length) break;
            join = Take(";") ? RuleJoin.Override : Take("||") ? RuleJoin.FallBack : Take(",") ? RuleJoin.Add
                : throw Error("expected ; , or ||");
        }
        return rules.Count > 0 ? rules : throw Error("empty");
    }

    private HoursRule Rule(RuleJoin join)
    {
        if (Take("24/7")) return new(join, [], [], false, [(0, OpeningHours.Day)], Modifier() ?? true);
        var dates = Dates();
        var (weekdays, holidays) = Days();
        Take(":");
        var spans = Times();
        var open = Modifier();
        Comment();
        if (dates.Count == 0 && weekdays.Count == 0 && !holidays && spans.Count == 0 && open is null)
            throw Error("expected days, times, open or off");
        return new(join, dates, weekdays, holidays, spans.Count > 0 ? spans : [(0, OpeningHours.Day)], open ?? true)
        {
            HasTimes = spans.Count > 0,
        };
    }

    private List<DateSpan> Dates()
    {
        var spans = new List<DateSpan>();
        do
        {
            if (Name(MonthNames) is not { } month) break;
            var day = Number(31);
            var (toMonth, toDay) = (month, day ?? DateTime.DaysInMonth(2000, month + 1));
            if (Take("-"))
            {
                if (Name(MonthNames) is { } other) (toMonth, toDay) = (other, Number(31) ?? DateTime.DaysInMonth(2000, other + 1));
                else toDay = Number(31) ?? throw Error("expected a day or month");
            }
            spans.Add(new(month + 1, day ?? 1, toMonth + 1, toDay));
        }
        while (Take(","));
        return spans;
    }

    private (List<WeekdaySpan> Days, bool Holidays) Days()
    {
        var (days, holidays) = (new List<WeekdaySpan>(), false);
        do
        {
            Space();
            if (Take("PH")) { holidays = true; continue; }
            if (Name(WeekdayNames) is not { } from) break;
            var to = Take("-") ? Name(WeekdayNames) ?? throw Error("expected a weekday") : from;
            if (!Take("[")) { days.Add(new((DayOfWeek)from, (DayOfWeek)to, 0)); continue; }
            do
            {
                var last = Take("-");
                var nth = Number(5) ?? throw Error("expected 1 to 5");
                days.Add(new((DayOfWeek)from, (DayOfWeek)to, last ? -nth : nth));
            }
            while (Take(","));
            if (!Take("]")) throw Error("expected ]");
        }
        while (Take(","));
        return (days, holidays);
    }

    private List<(int, int)> Times()
    {
        var spans = new List<(int, int)>();
        do
        {
            var before = _at;
            Space();
            if (_at == text.Length || !char.IsAsciiDigit(text[_at]))
            {
                // A comma followed by days starts a new rule that adds: hand it back.
                if (spans.Count > 0) _at = before - 1;
                break;
            }
            var from = Clock();
            if (Take("+")) { spans.Add((from, OpeningHours.Day)); continue; }
            if (!Take("-")) throw Error("expected -");
            var to = Clock();
            Take("+");
            spans.Add((from, to <= from ? to + OpeningHours.Day : to));
        }
        while (Take(","));
        return spans;
    }

    private int Clock()
    {
        var hours = Number(48, 0) ?? throw Error("expected a time");
        if (!Take(":")) throw Error("expected :");
        var minutes = Number(59, 0) ?? throw Error("expected minutes");
        return hours * 60 + minutes <= 48 * 60 ? hours * 60 + minutes : throw Error("time beyond 48:00");
    }

    private bool? Modifier()
    {
        Space();
        if (Take("off") || Take("closed")) return false;
        return Take("open") ? true : null;
    }

    private void Comment()
    {
        Space();
        if (!Take("\"")) return;
        var end = text.IndexOf('"', _at);
        _at = end < 0 ? throw Error("comment without end") : end + 1;
    }

    private int? Name(string[] names)
    {
        Space();
        for (var i = 0; i < names.Length; i++)
            if (Take(names[i])) return i;
        return null;
    }

    private int? Number(int max, int min = 1)
    {
        Space();
        var start = _at;
        while (_at < text.Length && _at - start < 3 && char.IsAsciiDigit(text[_at])) _at++;
        // "Dec 08:00" is a month and a time: the number belongs to the clock.
        if (min == 1 && _at < text.Length && text[_at] == ':') { _at = start; return null; }
        if (_at == start) return null;
        var value = int.Parse(text.AsSpan(start, _at - start), CultureInfo.InvariantCulture);
        return value >= min && value <= max ? value : throw Error("number out of range");
    }

    private bool Take(string token)
    {
        Space();
        if (!text.AsSpan(_at).StartsWith(token, StringComparison.OrdinalIgnoreCase)) return false;
        _at += token.Length;
        return true;
    }

    private void Space()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at])) _at++;
    }

    private FormatException Error(string what) =>
        new($"opening_hours \"{(text.Length > 80 ? text[..80] + "…" : text)}\": {what} at {_at + 1}");
}
