namespace Bff.Tests.Platform.Data;

public sealed class ShanghaiTimeTests
{
    private static readonly DateTimeOffset LateInLondon = new(2026, 12, 31, 16, 30, 0, TimeSpan.Zero);

    [Fact]
    public void The_wall_clock_is_eight_hours_ahead_and_may_be_in_another_year()
    {
        Assert.Equal(new DateTime(2027, 1, 1, 0, 30, 0), ShanghaiTime.Local(LateInLondon));
        Assert.Equal(new DateOnly(2027, 1, 1), ShanghaiTime.Day(LateInLondon));
        Assert.Equal(new DateOnly(2026, 12, 31), ShanghaiTime.Day(LateInLondon.AddHours(-1)));
        Assert.Equal((LateInLondon, TimeSpan.FromHours(8)), (ShanghaiTime.In(LateInLondon), ShanghaiTime.In(LateInLondon).Offset));
    }

    [Theory]
    [InlineData(DateTimeKind.Unspecified)]
    [InlineData(DateTimeKind.Utc)]
    [InlineData(DateTimeKind.Local)]
    public void What_the_wall_clock_says_is_one_moment_whatever_kind_the_value_claims(DateTimeKind kind) =>
        Assert.Equal(LateInLondon, ShanghaiTime.Moment(DateTime.SpecifyKind(new DateTime(2027, 1, 1, 0, 30, 0), kind)));

    [Fact]
    public void A_day_begins_at_four_in_the_afternoon_of_the_day_before_in_utc() =>
        Assert.Equal(new DateTimeOffset(2026, 12, 31, 16, 0, 0, TimeSpan.Zero), ShanghaiTime.Midnight(new DateOnly(2027, 1, 1)));
}
