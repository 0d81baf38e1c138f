using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Model;

namespace Wayfinding.Tests.Model;

public sealed class OpeningHoursTests
{
    // 2026-01-05 is a Monday, 2026-01-01 a public holiday, 2026-01-04 a Sunday worked as a Friday.
    private static readonly HolidayCalendar Calendar =
        HolidayCalendar.Parse("2026-01-01,holiday\n2026-01-02,holiday\n# 调休\n2026-01-04,workday,Fr\n");

    [Theory]
    [InlineData("24/7", "2026-01-05 03:00", true)]
    [InlineData("08:00-12:00,13:30-17:00", "2026-01-05 12:30", false)]
    [InlineData("08:00-12:00,13:30-17:00", "2026-01-05 13:30", true)]
    [InlineData("08:00-12:00,13:30-17:00", "2026-01-05 17:00", false)]
    [InlineData("Mo-Fr 08:00-17:00", "2026-01-05 08:00", true)]
    [InlineData("Mo-Fr 08:00-17:00", "2026-01-10 08:00", false)]
    [InlineData("Mo-Fr 08:00-17:00", "2026-01-04 09:00", true)]
    [InlineData("Mo-Fr 08:00-17:00; PH off", "2026-01-01 09:00", false)]
    [InlineData("Mo-Sa 06:00-22:00; Su 10:00-20:00; PH off", "2026-01-03 21:00", true)]
    [InlineData("Mo-Fr 05:00-21:00, Sa,Su,PH 05:00-20:00", "2026-01-01 19:00", true)]
    [InlineData("Mo-Su,PH 05:00-20:00", "2026-01-01 19:00", true)]
    [InlineData("Mo-Fr 11:00-20:30; PH,Sa,Su 12:00-20:30", "2026-01-01 11:30", false)]
    [InlineData("08:00-18:00; 12:00-13:00 off", "2026-01-05 10:00", true)]
    [InlineData("08:00-18:00; 12:00-13:00 off", "2026-01-05 12:00", false)]
    [InlineData("08:00-18:00; 12:00-13:00 off", "2026-01-05 13:00", true)]
    [InlineData("Mo-Fr 08:00-18:00; We 12:00-13:00 off", "2026-01-05 12:30", true)]
    [InlineData("Mo-Fr 08:00-18:00; We 12:00-13:00 off", "2026-01-07 12:30", false)]
    [InlineData("24/7; 22:00-06:00 off", "2026-01-05 23:00", false)]
    [InlineData("24/7; 22:00-06:00 off", "2026-01-05 05:59", false)]
    [InlineData("24/7; 22:00-06:00 off", "2026-01-05 06:00", true)]
    [InlineData("20:00-04:00; 02:00-03:00 off", "2026-01-05 02:30", false)]
    [InlineData("20:00-04:00; 02:00-03:00 off", "2026-01-05 03:30", true)]
    [InlineData("12:00-13:00 off; 08:00-18:00", "2026-01-05 12:30", true)]
    [InlineData("Mo-Fr 08:00-18:00; Tu off", "2026-01-06 12:30", false)]
    [InlineData("08:00-18:00 && !(12:00-13:00)", "2026-01-05 12:30", false)]
    [InlineData("08:00-18:00 && !(12:00-13:00)", "2026-01-05 11:30", true)]
    [InlineData("08:00-18:00 && Mo 10:00-20:00", "2026-01-05 18:30", false)]
    [InlineData("22:00-06:00", "2026-01-05 01:00", true)]
    [InlineData("22:00-06:00", "2026-01-05 06:00", false)]
    [InlineData("Fr 22:00-02:00", "2026-01-10 01:00", true)]
    [InlineData("Fr 22:00-26:00", "2026-01-10 01:59", true)]
    [InlineData("Mo[1] 09:00-10:00", "2026-01-05 09:30", true)]
    [InlineData("Mo[2] 09:00-10:00", "2026-01-05 09:30", false)]
    [InlineData("Mo[-1] 09:00-10:00", "2026-01-26 09:30", true)]
    [InlineData("Nov-Mar 08:00-16:00", "2026-01-05 09:00", true)]
    [InlineData("Dec 24-Jan 6 off", "2026-01-05 09:00", false)]
    [InlineData("08:00+", "2026-01-05 23:59", true)]
    [InlineData("Mo-Fr 08:00-16:00 open \"急诊除外\"", "2026-01-05 09:00", true)]
    [InlineData("Sa 08:00-12:00 || 09:00-10:00", "2026-01-05 09:30", true)]
    [InlineData("Fr-Mo 08:00-12:00", "2026-01-07 09:00", false)]
    [InlineData("Fr-Mo 08:00-12:00", "2026-01-05 09:00", true)]
    public void A_door_is_open_when_its_rules_say_so(string hours, string at, bool open) =>
        Assert.Equal(open, OpeningHours.Parse(hours).IsOpen(DateTime.Parse(at), Calendar));

    [Theory]
    [InlineData("08:00-17:00", "2026-01-05 02:00", "2026-01-05 08:00")]
    [InlineData("08:00-17:00", "2026-01-05 18:00", "2026-01-06 08:00")]
    [InlineData("Mo-Fr 08:00-17:00; PH off", "2025-12-31 18:00", "2026-01-04 08:00")]
    [InlineData("Mo-Fr 08:00-17:00", "2026-01-05 09:00", "2026-01-05 17:00")]
    [InlineData("22:00-06:00", "2026-01-05 01:00", "2026-01-05 06:00")]
    [InlineData("00:00-24:00", "2026-01-05 01:00", null)]
    public void The_next_change_is_the_first_moment_of_another_state(string hours, string at, string? change) =>
        Assert.Equal(change is null ? null : DateTime.Parse(change), OpeningHours.Parse(hours).NextChange(DateTime.Parse(at), Calendar));

    [Theory]
    [InlineData("")]
    [InlineData("sunrise-sunset")]
    [InlineData("Mo-Fr 8-17")]
    [InlineData("25:00-27:61")]
    [InlineData("Mo-Xx 08:00-09:00")]
    [InlineData("08:00-17:00 \"no end")]
    public void What_is_not_understood_is_refused_with_a_reason(string hours)
    {
        Assert.False(OpeningHours.TryParse(hours, out _, out var error));
        Assert.NotEmpty(error!);
    }

    [Fact]
    public void Random_text_never_throws_and_an_accepted_text_can_be_asked_anything() =>
        Prop.ForAll<string>(text =>
        {
            if (OpeningHours.TryParse(text ?? "", out var hours, out _)) hours.NextChange(new DateTime(2026, 2, 28, 23, 59, 0), Calendar);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void State_holds_until_the_next_change_and_flips_there() =>
        Prop.ForAll(Gen.Choose(0, 20000).ToArbitrary(),
            Gen.Elements("Mo-Fr 07:30-17:00; PH off", "22:00-06:00", "Mo-Sa 08:00-12:00,13:00-17:00; Su off").ToArbitrary(),
                (minutes, text) =>
        {
            var (hours, at) = (OpeningHours.Parse(text), new DateTime(2026, 1, 1).AddMinutes(minutes));
            var (now, change) = (hours.IsOpen(at, Calendar), hours.NextChange(at, Calendar)!.Value);
            for (var t = at; t < change; t = t.AddMinutes(7)) Assert.Equal(now, hours.IsOpen(t, Calendar));
            Assert.NotEqual(now, hours.IsOpen(change, Calendar));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Random_texts_never_throw_and_change_exactly_where_they_say()
    {
        string[] parts =
        [
            "24/7", "Mo-Fr", "Sa,Su", "PH", "off", "open", "closed", "08:00-12:00", "22:00-06:00", "13:00-17:00", "08:00+", "26:00", ";",
            ",", "||", "&&", "!(12:00-13:00)", "Jan 5-Feb 3", "Dec", "[1]", "[-1]",
            "\"a\"", "\"", "sunset", "00:00-24:00", "12:00-13:00 off",
            "-", ":", "Su[5]", "47:59-48:00", "99",
        ];
        var (random, read) = (new Random(20261201), 0);
        for (var n = 0; n < 20_000; n++)
        {
            var text = string.Join(random.Next(4) == 0 ? "" : " ",
                Enumerable.Range(0, random.Next(1, 8)).Select(_ => parts[random.Next(parts.Length)]));
            if (!OpeningHours.TryParse(text, out var hours, out var error))
            {
                Assert.NotEmpty(error!);
                continue;
            }
            read++;
            var at = new DateTime(2026, 1, 1).AddMinutes(random.Next(400 * 1440));
            var (open, change) = (hours.IsOpen(at, Calendar), hours.NextChange(at, Calendar));
            Assert.Equal(open, OpeningHours.Parse(hours.Text).IsOpen(at, Calendar));
            if (change is { } then) Assert.True(then > at && hours.IsOpen(then, Calendar) != open, text);
            var until = change ?? at.AddDays(14);
            for (var k = 0; k < 20; k++)
                Assert.True(hours.IsOpen(at + (until - at) * random.NextDouble() * 0.999, Calendar) == open, $"{text} from {at}");
        }
        Assert.True(read > 2000, $"{read} texts were read");
    }
}
