using System.Text;
using Wayfinding.Checks;
using Wayfinding.Import;
using Wayfinding.Model;

namespace Wayfinding.Tests.Import;

/// <summary>
/// What mappers draw in many ways, and a map still has to mean: halls cut into pieces, lifts of several parts, rooms without doors, stairs
/// that end in a hall.
/// </summary>
public sealed class IndoorTaggingTests
{
    [Fact]
    public void A_hall_cut_into_pieces_is_one_floor()
    {
        var (venue, lint) = new TaggedMap().Box("a", "indoor=area level=0 name=东厅", 0, 0, 10, 10)
            .Box("b", "indoor=area level=0 name=西厅", 10, 0, 20, 10).Import();
        Assert.NotNull(TaggedMap.Way(venue!, "东厅", "西厅"));
        Assert.Contains(lint.Findings, f => f is { Code: "area.open_border", Source: "a", Level: "0", At: not null });
    }

    [Fact]
    public void A_door_between_two_corridors_shows_that_there_is_a_wall()
    {
        var (venue, lint) = new TaggedMap().Box("a", "indoor=corridor level=0 name=一区", 0, 0, 10, 10)
            .Box("b", "indoor=corridor level=0 name=二区", 10, 0, 20, 10)
            .Spot("d", "door=yes level=0 width=0.7", 10, 5).Import();
        Assert.DoesNotContain("area.open_border", lint.Counts.Keys);
        Assert.NotNull(TaggedMap.Way(venue!, "一区", "二区"));
        Assert.Null(TaggedMap.Way(venue!, "一区", "二区", Profile.StepFree));
    }

    [Fact]
    public void Two_pieces_that_touch_in_a_corner_alone_are_not_joined() =>
        Assert.DoesNotContain("area.open_border",
            new TaggedMap().Box("a", "indoor=area level=0", 0, 0, 10, 10).Box("b", "indoor=area level=0", 10, 10, 20, 20).Import()
                .Lint.Counts.Keys);

    [Fact]
    public void Halls_drawn_on_top_of_one_another_are_no_neighbours()
    {
        var map = new TaggedMap();
        for (var i = 0; i < 2000; i++) map.Box($"{i}", "indoor=area level=0", 0, 0, 10, 10);
        var (venue, lint) = map.Import();
        Assert.NotNull(venue);
        Assert.DoesNotContain("area.open_border", lint.Counts.Keys);
    }

    [Fact]
    public void A_room_without_a_door_is_entered_from_its_corridor_and_reported()
    {
        var (venue, lint) = new TaggedMap().Box("c", "indoor=corridor level=1 name=走廊", 0, 0, 20, 4)
            .Box("r", "indoor=room level=1 name=诊室", 0, 4, 6, 10).Import();
        Assert.NotNull(TaggedMap.Way(venue!, "走廊", "诊室"));
        Assert.Equal((Severity.Warning, "r", "1"),
            lint.Findings.Where(f => f.Code == "room.no_door").Select(f => (f.Severity, f.Source, f.Level)).Single());
    }

    [Fact]
    public void A_room_that_nothing_leads_to_is_named_as_an_island()
    {
        var (venue, lint) = new TaggedMap().Box("c", "indoor=corridor level=1 name=走廊", 0, 0, 20, 4)
            .Box("r", "indoor=room level=1 name=机房", 0, 8, 6, 12).Import();
        Assert.Null(TaggedMap.Way(venue!, "走廊", "机房"));
        Assert.Contains(lint.Findings, f =>
            f is { Code: "graph.island", Source: "r" } && f.Message.Contains("机房", StringComparison.Ordinal));
    }

    [Fact]
    public void A_lift_drawn_floor_by_floor_around_its_point_is_one_lift()
    {
        var map = new TaggedMap();
        foreach (var level in new[] { 0, 1, 2 })
            map.Box($"hall{level}", $"indoor=corridor level={level} name=大厅{level}", 0, 0, 20, 10)
                .Box($"shaft{level}", $"indoor=yes area=yes building:part=elevator level={level}", 8, 10, 10, 12);
        var (venue, lint) = map.Spot("lift", "highway=elevator level=0;1;2", 9, 11).Import();
        var lift = Assert.Single(venue!.Connectors);
        Assert.Equal([0, 1, 2], lift.Nodes.Select(n => venue.Levels[venue.Graph.NodeLevel[n]].Ordinal));
        Assert.NotNull(TaggedMap.Way(venue, "大厅0", "大厅2", Profile.StepFree));
        Assert.DoesNotContain("connector.one_level", lint.Counts.Keys);
    }

    [Fact]
    public void A_lift_whose_point_footways_meet_is_not_doubled_by_its_shaft()
    {
        var (venue, _) = new TaggedMap().Box("shaft", "building:part=elevator indoor=yes area=yes level=0", 8, 10, 10, 12)
            .Spot("lift", "highway=elevator level=0;1", 9, 11)
            .Way("w0", "highway=footway indoor=yes level=0", (0, 11), (9, 11))
                .Way("w1", "highway=footway indoor=yes level=1", (20, 11), (9, 11)).Import();
        Assert.Single(venue!.Connectors);
    }

    [Fact]
    public void A_lift_that_stands_in_a_hall_is_entered_from_it()
    {
        var (venue, lint) = new TaggedMap().Box("a", "indoor=area level=0 name=下", 0, 0, 20, 10)
            .Box("b", "indoor=area level=1 name=上", 0, 0, 20, 10).Spot("lift", "highway=elevator level=0-1", 5, 5).Import();
        Assert.NotNull(TaggedMap.Way(venue!, "下", "上", Profile.StepFree));
        Assert.False(lint.Counts.ContainsKey("connector.closed_in"));
    }

    [Fact]
    public void Stairs_that_end_within_a_hall_lead_onto_its_floor()
    {
        var (venue, _) = new TaggedMap().Box("a", "indoor=area level=0 name=下", 0, 0, 20, 10)
            .Box("b", "indoor=area level=1 name=上", 0, 0, 20, 10).Way("s", "highway=steps level=0;1 incline=up", (5, 5), (9, 5)).Import();
        Assert.NotNull(TaggedMap.Way(venue!, "下", "上"));
        Assert.Null(TaggedMap.Way(venue!, "下", "上", Profile.StepFree));
    }

    [Fact]
    public void A_path_in_the_open_does_not_pass_a_wall()
    {
        var (venue, _) = new TaggedMap().Box("a", "indoor=corridor level=0 name=走廊", 0, 0, 20, 10)
            .Way("p", "highway=footway", (5, 5), (5, -30)).Spot("t", "amenity=drinking_water", 5, -30).Import();
        Assert.Null(TaggedMap.Way(venue!, "走廊", "饮水处"));
    }

    [Theory]
    [InlineData("0,5", "0.5")]
    [InlineData("0,1", "0 1")]
    [InlineData("7,5", "7.5")]
    [InlineData("7,8", "7 8")]
    public void A_comma_in_a_level_stands_for_what_the_rest_of_the_map_uses(string level, string expected)
    {
        var (venue, lint) = new TaggedMap().Box("a", "indoor=area level=0;0.5;1", 0, 0, 9, 9)
            .Box("b", $"indoor=room level={level} name=B", 20, 0, 29, 9).Import();
        Assert.Equal(expected.Split(' '), venue!.Areas.Where(a => a.Name.Zh == "B").Select(a => venue.Levels[a.Level].Name));
        Assert.Equal("b", Assert.Single(lint.Findings, f => f.Code == "level.comma").Source);
    }

    [Fact]
    public void What_has_no_level_is_said_to_be_taken_for_the_ground_floor() =>
        Assert.Equal("r", Assert.Single(new TaggedMap().Box("r", "indoor=room name=R", 0, 0, 9, 9).Import().Lint.Findings, f =>
            f.Code == "level.missing").Source);

    [Fact]
    public void A_door_in_a_wall_lies_on_the_level_of_its_room_and_is_not_reported()
    {
        var (venue, lint) = new TaggedMap().Box("c", "indoor=corridor level=3 name=走廊", 0, 0, 6, 4)
            .Box("r", "indoor=room level=3 name=诊室", 0, 4, 6, 10).Spot("d", "door=yes", 0, 4).Import();
        Assert.Equal(3, venue!.Levels[Assert.Single(venue.Doors).Level].Ordinal);
        Assert.DoesNotContain("level.missing", lint.Counts.Keys);
    }

    [Fact]
    public void Lowest_and_highest_level_stand_for_all_between() =>
        Assert.Equal([-1.0, 0, 1], new TaggedMap().Box("s", "indoor=room stairs=yes min_level=-1 max_level=1", 0, 0, 4, 4).Import()
            .Venue!.Levels.Select(l => l.Ordinal));

    [Fact]
    public void Levels_are_called_what_their_outlines_say()
    {
        var venue = new TaggedMap().Box("l", "indoor=level level=-1 level:ref=B1", 0, 0, 30, 30)
            .Box("r", "indoor=room level=-1 name=R", 0, 0, 9, 9).Import().Venue!;
        Assert.Equal(("B1", -1), (venue.Levels[venue.Areas[0].Level].Name, venue.Levels[venue.Areas[0].Level].Ordinal));
    }

    [Fact]
    public void A_room_whose_outline_does_not_close_is_reported() =>
        Assert.Equal("r", Assert.Single(new TaggedMap().Box("c", "indoor=corridor level=0", 0, 0, 9, 9)
            .Way("r", "indoor=room level=0", (0, 9), (0, 15), (9, 15)).Import().Lint.Findings, f => f.Code == "area.not_closed").Source);

    [Fact]
    public void A_map_in_which_nobody_can_walk_is_refused() =>
        Assert.Equal("graph.empty", Assert.Single(new TaggedMap().Spot("d", "door=yes level=0", 0, 0).Import().Lint.Findings, f =>
            f.Severity == Severity.Error).Code);
}
