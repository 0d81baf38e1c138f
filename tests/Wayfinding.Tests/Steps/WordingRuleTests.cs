using Bff.Demo.Hospital;
using Wayfinding.Model;
using Wayfinding.Routing;
using Wayfinding.Routing.Live;
using Wayfinding.Routing.Obstacles;
using Wayfinding.Steps;

namespace Wayfinding.Tests.Steps;

/// <summary>The wording rules over 500 routes of the sandbox hospital and routes of the imported sets.</summary>
public sealed class WordingRuleTests
{
    private static readonly Lazy<Network> Hospital = new(() => TestData.Prepare(DemoHospital.Build()));
    private static readonly string[] TurnWords = ["左转", "右转", "左前方", "右前方", "左后方", "右后方", "掉头"];
    private static readonly string[] Clumsy = ["走完", "扶梯口，", "走出扶梯", "室外 门", "  ", "，，", "后后", "后，", " ，", "约 0 米", "直行，直行", "路，直行直行"];

    [Fact]
    public void After_a_change_of_floor_one_is_told_which_way_to_face() => EveryRoute((network, route, steps) =>
    {
        for (var i = 0; i + 1 < steps.Count; i++)
        {
            if (!ChangesFloor(network, steps[i]) || ChangesFloor(network, steps[i + 1]) || steps[i + 1].Kind == StepKind.Arrive) continue;
            Assert.Equal(StepKind.Exit, steps[i + 1].Kind);
            Assert.True(TurnWords.Append("直行").Append("向").Any(steps[i + 1].Text.Contains), steps[i + 1].Text);
        }
    });

    [Fact]
    public void The_turn_out_of_a_lift_is_reckoned_on_the_floor_one_steps_out_on() => EveryRoute((network, route, steps) =>
    {
        var (graph, frame) = (network.Venue.Graph, network.Venue.Frame);
        var alight = new Queue<int>(route.Edges.Where(e => graph.EdgeKind[e] == EdgeKind.LiftAlight));
        for (var i = 0; i + 1 < steps.Count; i++)
        {
            if (steps[i].Kind != StepKind.Lift) continue;
            if (!alight.TryDequeue(out var edge)) return; // a plain graph, without landings
            var exit = steps[i + 1];
            if (exit is not { Kind: StepKind.Exit, Doors: 1, TurnDegrees: { } turn }
                || graph.At(graph.From[edge]).DistanceTo(graph.At(graph.To[edge])) < 0.3)
                continue;
            var path = exit.Path.Select(frame.ToLocal).ToList();
            var onward = path.Zip(path.Skip(1)).First(p => p.First.DistanceTo(p.Second) >= 3 || p.Second == path[^1]);
            var expected = Segment.Turn(Segment.Heading(graph.At(graph.From[edge]), graph.At(graph.To[edge])),
                Segment.Heading(onward.First, onward.Second));
            Assert.True(Math.Abs(Segment.Turn(turn, expected)) < 46, $"{exit.Text}: {turn:0} said, {expected:0} walked");
        }
    });

    [Fact]
    public void Every_change_of_floor_is_its_own_step_naming_kind_direction_and_floor() => EveryRoute((network, route, steps) =>
    {
        var graph = network.Venue.Graph;
        foreach (var step in steps.Where(s =>
            s.Level != s.ToLevel && s.Kind != StepKind.Shuttle && s.Kind is StepKind.Lift or StepKind.Stairs or StepKind.Escalator))
        {
            Assert.Contains(network.Venue.Levels[step.ToLevel].Name, step.Text);
            if (step.Level != step.ToLevel)
                Assert.Contains(network.Venue.Levels[step.ToLevel].Elevation > network.Venue.Levels[step.Level].Elevation ? "上到"
                    : "下到", step.Text);
        }
        Assert.Equal(route.Edges.Any(e => graph.EdgeKind[e] == EdgeKind.LiftRide), steps.Any(s => s.Kind == StepKind.Lift));
        Assert.Equal(route.Edges.Any(e => graph.EdgeKind[e].IsStairs()), steps.Any(s => s.Kind == StepKind.Stairs));
    });

    [Fact]
    public void No_door_is_dropped_for_being_near_another_point() => EveryRoute((network, route, steps) =>
        Assert.Equal(route.Edges.Count(e => network.Venue.Graph.EdgeKind[e].IsDoor()), steps.Sum(s => s.Doors)));

    [Fact]
    public void A_sentence_has_one_turn_word_and_a_second_only_for_a_point_a_few_steps_on() => EveryRoute((network, route, steps) =>
        Assert.All(steps, s => Assert.True(TurnWords.Sum(w => (s.Text.Length - s.Text.Replace(w, "").Length) / w.Length) <= (
            s.Text.Contains("，再") || s.Text.Contains("走几步再") ? 2 : 1), s.Text)));

    [Fact]
    public void A_step_names_the_floor_it_is_walked_on_inside_the_entrance_that_of_the_building() =>
        Check(Hospital.Value, 500, (network, route, steps) =>
    {
        var levels = network.Venue.Levels;
        for (var i = 1; i < steps.Count; i++)
        {
            var (before, step) = (steps[i - 1], steps[i]);
            if (step.Kind == StepKind.Entrance) Assert.Equal(step.Text.Contains("进入"), levels[step.Level].Building >= 0);
            else if (levels[before.ToLevel].Building < 0 || levels[step.Level].Building < 0 || step.Kind != StepKind.Door)
                Assert.Equal(before.ToLevel, step.Level);
        }
        Assert.Equal(network.Venue.Graph.NodeLevel[route.To], steps[^1].Level);
    });

    [Fact]
    public void Doors_and_landmarks_come_before_metres_and_are_counted_from_the_step_before() => EveryRoute((network, route, steps) =>
    {
        for (var i = 0; i < steps.Count; i++)
        {
            var (text, metres) = (steps[i].Text, steps[i].Text.IndexOf(" 米", StringComparison.Ordinal));
            foreach (var word in TurnWords.Append("旁").Append("道门后"))
                if (metres >= 0 && steps[i].Kind == StepKind.Turn && text.Contains(word))
                    Assert.True(text.IndexOf(word, StringComparison.Ordinal) < metres, text);
            if (text.Contains("过第二道门后")) Assert.Equal(2, Passed(steps[i - 1].Text) + (steps[i].Kind == StepKind.Door ? 1 : 0));
            if (text.Contains("途中穿过")) Assert.InRange(steps[i].Doors, Passed(text), Passed(text) + 1);
        }
        static int Passed(string text) =>
            text.Contains("穿过一道门") ? 1 : text.Contains("穿过两道门") ? 2 : text.Contains("穿过三道门") ? 3 : text.Contains("穿过四道门") ? 4 : 0;
    });

    [Fact]
    public void Without_a_choice_bends_within_twenty_degrees_are_no_turns() => EveryRoute((network, route, steps) =>
        Assert.All(steps.Where(s => s.Kind == StepKind.Turn), s =>
            Assert.True(Math.Abs(s.TurnDegrees!.Value) > 20 || s.Text.StartsWith("在岔路口", StringComparison.Ordinal), s.Text)));

    [Fact]
    public void The_last_step_names_the_side() => EveryRoute((network, route, steps) =>
    {
        Assert.Equal(StepKind.Arrive, steps[^1].Kind);
        Assert.Contains(steps[^1].Text, t => t is '左' or '右' or '前');
        Assert.Single(steps, s => s.Kind == StepKind.Arrive);
    });

    [Fact]
    public void A_point_is_announced_five_to_seven_metres_ahead_where_there_is_room_and_close_cues_are_chained() =>
        EveryRoute((network, route, steps) =>
    {
        for (var i = 1; i < steps.Count; i++) Assert.Equal(Math.Min(6, steps[i - 1].DistanceM), steps[i].AnnounceBeforeM, 0.11);
        for (var i = 0; i + 1 < steps.Count; i++)
            Assert.Equal(steps[i].DurationS < 5, steps[i].Speech.EndsWith("，然后" + steps[i + 1].Text, StringComparison.Ordinal));
    });

    [Fact]
    public void Speech_begins_with_the_text_shown() =>
        EveryRoute((network, route, steps) => Assert.All(steps, s => Assert.StartsWith(s.Text, s.Speech)));

    [Fact]
    public void Steps_carry_the_geometry_of_the_whole_way() => EveryRoute((network, route, steps) =>
    {
        Assert.All(steps, s => Assert.NotEmpty(s.Path));
        Assert.InRange(steps.Sum(s => s.DurationS), route.DurationSeconds * 0.9 - 5, route.DurationSeconds * 1.1 + 5);
    });

    [Fact]
    public void No_sentence_reads_as_if_a_machine_had_glued_it() => EveryRoute((network, route, steps) =>
        Assert.All(steps, s =>
        {
            Assert.DoesNotContain(Clumsy, s.Text.Contains);
            Assert.Equal(s.Text.Trim(), s.Text);
            Assert.DoesNotMatch("[0-9A-Za-z][\u4e00-\u9fff]|[\u4e00-\u9fff][0-9A-Za-z]", PlainNames(network, s.Text));
        }));

    [Fact]
    public void English_says_the_same_steps() => EveryRoute((network, route, steps) =>
    {
        var english = new Narrator(network).Describe(route, null, Language.En).Steps;
        Assert.Equal(steps.Select(s => s.Kind), english.Select(s => s.Kind));
        Assert.All(english, s => Assert.NotEmpty(s.Text));
    }, 60);

    private static bool ChangesFloor(Network network, Step step) => step.Kind == StepKind.Shuttle
        || (step.Kind is StepKind.Lift or StepKind.Stairs or StepKind.Escalator or StepKind.Ramp
            && network.Venue.Levels[step.Level].Name != network.Venue.Levels[step.ToLevel].Name);

    // What a map calls its places is its own affair.
    private static string PlainNames(Network network, string text) =>
        network.Venue.Pois.Select(p => p.Name.Zh).Concat(network.Venue.Connectors.Select(c => c.Name.Zh))
            .Concat(network.Venue.Buildings.Select(b => b.Name.Zh)).Concat(network.Venue.Areas.Select(a => a.Name.Zh))
                .Concat(network.Venue.Doors.Select(d => d.Name.Zh))
            .Where(n => n.Length > 0 && text.Contains(n)).OrderByDescending(n => n.Length)
                .Aggregate(text, (t, n) => t.Replace(n, n.Any(c => c > 0x4e00) ? "某" : "#"));

    private static void EveryRoute(Action<Network, Route, IReadOnlyList<Step>> check, int count = 500)
    {
        Check(Hospital.Value, count, check);
        foreach (var set in new[] { "tud-apb-sit", "spbstu-imdf", "bwh-main-d24" })
            if (Imported(set) is { } network) Check(network, count / 5, check);
    }

    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, Network?> Sets = [];

    private static Network? Imported(string set) =>
        Sets.GetOrAdd(set, s => TestData.FolderOrNull(s) is { } folder ? TestData.Prepare(TestData.ImportFolder(folder).Venue!) : null);

    private static void Check(Network network, int count, Action<Network, Route, IReadOnlyList<Step>> check)
    {
        var (random, pois, router, narrator) =
            (new Random(20260101), network.Venue.Pois.Where(p => p.Node >= 0).ToArray(), new Router(network), new Narrator(network));
        for (var done = 0; done < count;)
        {
            var (a, b) = (pois[random.Next(pois.Length)], pois[random.Next(pois.Length)]);
            var profile = Profile.All[random.Next(Profile.All.Count)];
            if (a.Node == b.Node || router.FindRoute(a.Node, b.Node, profile) is not { Edges.Count: > 0 } route)
            {
                done += random.Next(50) == 0 ? 1 : 0;
                continue;
            }
            done++;
            check(network, route, narrator.Describe(route).Steps);
        }
    }
}
