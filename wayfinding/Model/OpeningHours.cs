namespace Wayfinding.Model;

/// <summary>
/// When a door, area or place is open, in OSM <c>opening_hours</c> syntax (wiki.openstreetmap.org/wiki/Key:opening_hours/specification).
/// Understood: 24/7, weekdays with ranges and [n], months, dates, PH, several spans a day, spans past midnight, open end (<c>+</c>),
/// off/closed/open, comments, rules separated by <c>;</c> (override), <c>,</c> (add) and <c>||</c> (fall back). A rule with times that is
/// off takes those times away, one without times the whole day. Refused: sunrise and sunset, week numbers, years, SH. Times are local times
/// of the hospital. What has to be open by several texts at once joins them by <c>&amp;&amp;</c>; <c>!(…)</c> is open where the text in
/// brackets is not.
/// </summary>
public sealed class OpeningHours
{
    internal const int Day = 24 * 60;

    private const string And = "&&";

    private readonly IReadOnlyList<HoursTerm> _terms;

    private OpeningHours(string text, IReadOnlyList<HoursTerm> terms) => (Text, _terms) = (text, terms);

    /// <summary>The text as the map gave it.</summary>
    public string Text { get; }

    /// <summary>Parses, or says what is not understood.</summary>
    /// <exception cref="FormatException">The text is not understood; the message says where.</exception>
    public static OpeningHours Parse(string text) =>
        TryParse(text, out var hours, out var error) ? hours : throw new FormatException(error);

    /// <summary>Parses; <paramref name="error"/> says what was not understood.</summary>
    public static bool TryParse(string text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out OpeningHours? hours, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        (hours, error) = (null, null);
        try
        {
            hours = new OpeningHours(text, [.. text.Split(And).Select(Term)]);
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    /// <summary>
    /// Open every day from one minute of the day to another; past midnight when <paramref name="closes"/> is not after
    /// <paramref name="opens"/>.
    /// </summary>
    public static OpeningHours Daily(int opens, int closes) => Parse($"{opens / 60:00}:{opens % 60:00}-{closes / 60:00}:{closes % 60:00}");

    /// <summary>Open where both are.</summary>
    public OpeningHours With(OpeningHours other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other.Text == Text ? this : new($"{Text} {And} {other.Text}", [.. _terms, .. other._terms]);
    }

    /// <summary>Open where this is, but not within the times of a text that stands alone.</summary>
    /// <exception cref="FormatException">The text joins others by <c>&amp;&amp;</c>, or holds brackets.</exception>
    public OpeningHours Without(OpeningHours other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return other._terms is [{ IsNegated: false }] ? With(Parse($"!({other.Text})")) : throw new FormatException("Not one text alone.");
    }

    /// <summary>True when open at that local time.</summary>
    public bool IsOpen(DateTime at, HolidayCalendar? holidays = null)
    {
        holidays ??= HolidayCalendar.None;
        foreach (var term in _terms)
            if (term.IsOpen(at, holidays) == term.IsNegated) return false;
        return true;
    }

    /// <summary>
    /// The next moment after <paramref name="at"/> when the state changes, or null when it does not change within <paramref name="days"/>
    /// days.
    /// </summary>
    public DateTime? NextChange(DateTime at, HolidayCalendar? holidays = null, int days = 15)
    {
        holidays ??= HolidayCalendar.None;
        var now = IsOpen(at, holidays);
        for (var d = 0; d <= days && at.Date < DateTime.MaxValue.Date.AddDays(-d); d++)
        {
            var midnight = at.Date.AddDays(d);
            foreach (var minute in _terms.SelectMany(t => t.Boundaries(DateOnly.FromDateTime(midnight), holidays)).Append(0).Order())
            {
                var moment = midnight.AddMinutes(minute);
                if (moment > at && moment <= at.AddDays(days) && IsOpen(moment, holidays) != now) return moment;
            }
        }
        return null;
    }

    /// <summary>When it opens next; null when it is open now or does not open within two weeks.</summary>
    public DateTime? NextOpening(DateTime at, HolidayCalendar? holidays = null) => IsOpen(at, holidays) ? null : NextChange(at, holidays);

    /// <summary>True when it is open all day, every day.</summary>
    internal bool IsAlways => _terms.All(t => t is { IsNegated: false, Rules: [{ IsAlways: true }] });

    private static HoursTerm Term(string text)
    {
        var trimmed = text.Trim();
        return trimmed.StartsWith("!(", StringComparison.Ordinal) && trimmed.EndsWith(')')
            ? new(new OpeningHoursParser(trimmed[2..^1]).Parse(), true) : new(new OpeningHoursParser(text).Parse(), false);
    }
}
