using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bff.Guide;
using Bff.Guide.Maps;
using Bff.Guide.Routes;
using FsCheck;
using FsCheck.Fluent;
using Wayfinding.Model;
using Wayfinding.Steps;

namespace Bff.Tests.Guide;

public sealed class RouteJsonTests
{
    [Fact]
    public void A_route_written_by_hand_is_the_route_the_generated_writer_writes() =>
        Prop.ForAll(Gen.Choose(1, 1_000_000).ToArbitrary(), seed =>
        {
            var answer = Answer(new Random(seed));
            var written = new ArrayBufferWriter<byte>();
            RouteJson.Write(written, answer);
            var expected = JsonNode.Parse(JsonSerializer.Serialize(answer, GuideJson.Default.RouteAnswerBody));
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(written.WrittenSpan)), expected!.ToJsonString());
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(0, "0.0000000")]
    [InlineData(-0.00000004, "0.0000000")]
    [InlineData(-0.0000001, "-0.0000001")]
    [InlineData(121.4737, "121.4737000")]
    [InlineData(-179.99999999, "-180.0000000")]
    [InlineData(31.23045678, "31.2304568")]
    public void Degrees_have_seven_digits(double degrees, string expected)
    {
        Span<byte> text = stackalloc byte[15];
        Assert.Equal(expected, System.Text.Encoding.ASCII.GetString(text[..PathConverter.Digits(degrees, text)]));
    }

    [Fact]
    public void Only_what_is_asked_again_is_kept_and_only_while_the_doors_stay_as_they_are()
    {
        var (kept, key) = (new KeptRoutes(), new KeptRoutes.Key(7, 1, -1, 2, -1, Profile.Walk, Language.Zh));
        Assert.False(kept.IsAskedAgain(key));
        Assert.True(kept.IsAskedAgain(key));
        Assert.Null(kept.Find(key, TimeSpan.MaxValue));
        kept.Keep(key, [1], TimeSpan.FromMinutes(5));
        Assert.NotNull(kept.Find(key, TimeSpan.FromMinutes(6)));
        Assert.Null(kept.Find(key, TimeSpan.FromMinutes(5)));
        Assert.Null(kept.Find(key with { State = 8 }, TimeSpan.MaxValue));
        Assert.Null(kept.Find(key with { Profile = Profile.StepFree }, TimeSpan.MaxValue));
        Assert.Null(kept.Find(key with { ToPoi = 3 }, TimeSpan.MaxValue));
    }

    [Fact]
    public void What_is_kept_is_bounded_and_what_is_asked_for_stays()
    {
        var (kept, often) = (new KeptRoutes(), new KeptRoutes.Key(1, 0, -1, 0, -1, Profile.Walk, Language.Zh));
        var large = new byte[1 << 20];
        kept.Keep(often, large, TimeSpan.Zero);
        for (var i = 1; i <= 100; i++)
        {
            kept.Keep(often with { To = i }, large, TimeSpan.Zero);
            Assert.NotNull(kept.Find(often, TimeSpan.MaxValue));
        }
        Assert.InRange(Enumerable.Range(1, 100).Count(i => kept.Find(often with { To = i }, TimeSpan.MaxValue) is not null), 8, 40);
    }

    private static RouteAnswerBody Answer(Random random)
    {
        double Tenth() => Math.Round(random.NextDouble() * Math.Pow(10, random.Next(6)) - 50, 1);
        string Text() => new string[] { "", "直行约 5 米", "\"<b>\u0001\\", "电梯\u2028😀" }[random.Next(4)];
        PlaceItem Place() => new(Text(), Text(), Text(), Math.Round(random.NextDouble() * 360 - 180, 7),
            Math.Round(random.NextDouble() * 180 - 90, 7), random.Next(2) == 0 ? null : Text());
        StepItem Step() => new()
        {
            Kind = Text(),
            Text = Text(),
            Speech = Text(),
            Level = Text(),
            LevelName = Text(),
            ToLevel = Text(),
            ToLevelName = Text(),
            DistanceM = Tenth(),
            DurationS = Tenth(),
            AnnounceBeforeM = Tenth(),
            TurnDegrees = random.Next(2) == 0 ? null : Tenth(),
            Doors = random.Next(5),
            Path = [.. Enumerable.Range(0, random.Next(4))
                .Select(_ => new LonLat(random.NextDouble() * 360 - 180, random.NextDouble() * 180 - 90))],
        };
        LegItem Leg() => new(Place(), Place(), Tenth(), Tenth(), [.. Enumerable.Range(0, random.Next(4)).Select(_ => Step())]);
        return new(Tenth(), Tenth(), "walk", random.Next(), [.. Enumerable.Range(0, random.Next(3)).Select(_ => Text())],
            [.. Enumerable.Range(0, random.Next(3)).Select(_ => Leg())]);
    }
}
