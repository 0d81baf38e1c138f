using Wayfinding.Model;
using Wayfinding.Routing;

namespace Wayfinding.Steps;

/// <summary>
/// Writes the steps of a walk over one floor. A step lasts until the next thing to do; doors passed straight on belong to the step one
/// walks and are counted there, so that the next turn can be "after the second door".
/// </summary>
internal sealed class WalkWriter(Venue venue, Route route, Wording words, Places places, DrawnPath drawn, StepList steps)
{
    // A first door within this distance is told as "out of the door, then left", a last one as "arrive, on the left".
    private const double DoorStepMetres = 12;
    private const double FacingMetres = 3.5;
    private const double AfterDoorMetres = 8;
    private const double PairMetres = 5;
    private const double TurnMetres = 3;

    private readonly WalkGraph _graph = venue.Graph;
    private readonly Doorways _doorways = new(venue, words);
    private Walk _walk = null!;
    private int _level;
    private double _pace;
    private DraftStep? _draft;

    /// <param name="edges">The walk.</param>
    /// <param name="cameBy">What one has just left, null when one sets out.</param>
    /// <param name="isLast">True when the walk ends at the destination.</param>
    /// <param name="from">Name of the start.</param>
    /// <param name="to">Name of the destination.</param>
    public void Write(List<int> edges, Approach? cameBy, bool isLast, string? from, string? to)
    {
        var (lead, tail) = (cameBy is null ? route.Lead : null, isLast ? route.Tail : null);
        var node = edges.Count > 0 ? _graph.From[edges[0]] : cameBy is null ? route.From : route.To;
        var heading = cameBy?.Heading ?? (cameBy is { Kind: not null } && edges.Count > 0 ? Ahead(edges[0]) : null);
        _walk = new(_graph, edges, new(route.IsDirect ? -1 : node, lead?.Line ?? [], tail?.Line ?? []), drawn, heading);
        _level = _graph.NodeLevel[node];
        _pace = (route.Seconds(_graph, edges) + (lead?.Seconds ?? 0) + (tail?.Seconds ?? 0)) / Math.Max(0.1, _walk.Length);
        var used = cameBy is null ? SetOut(from) : Leave(cameBy);
        if (_draft is not null) _draft = _draft with { Level = _level };
        foreach (var d in _walk.Decisions.Skip(used))
        {
            if (isLast && d.Door >= 0 && IsDestination(d))
            {
                Arrive(to, d);
                return;
            }
            Decide(d);
        }
        Flush(_walk.Length);
        var end = _graph.NodeLevel[route.To];
        if (isLast) steps.Add(new(StepKind.Arrive, words.Arrive(to, SideOfPlace()), end, end, 0, 0, [_walk.Line[^1]]));
    }

    // Both return how many decisions the first step already tells.
    private int SetOut(string? from)
    {
        if (_walk.First is { Door: >= 0 } door && door.At <= DoorStepMetres && _doorways.OutOf(door.Door) is not null
            && _graph.NodeArea[_graph.From[door.Door]] == _graph.NodeArea[route.From] && !IsDestination(door) && IsPlain(door.Door))
        {
            _draft = new(StepKind.Start, s => words.StartOut(from, door.After, s), 0, door.After, 1);
            return 1;
        }
        _draft = new(StepKind.Start, s => words.Start(from, _walk.FirstHeading, s), 0, null, 0);
        return 0;
    }

    private int Leave(Approach by)
    {
        var first = _walk.First;
        if (first is { Door: >= 0 and var door } && _doorways.IsOutOfShaft(door) && IsPlain(door))
        {
            _draft = new(StepKind.Exit, s => words.Exit(by with { ThroughDoor = true }, first.After ?? 0, null, s), 0, first.After ?? 0, 1);
            return 1;
        }
        if (by.Heading is not null && first is { Door: < 0, IsFork: false } && first.At < FacingMetres)
        {
            _draft = new(StepKind.Exit, s => words.Exit(by, first.After, null, s), 0, first.After, 0);
            return 1;
        }
        // A few steps or a ramp on the same floor do not disorient anybody: no step of its own.
        if (by.SameFloor && first is not null && first.At < FacingMetres) return 0;
        double? turn = by.Kind is null ? null : 0;
        _draft = new(StepKind.Exit, s => words.Exit(by, turn, _walk.FirstHeading, s), 0, turn, 0);
        return 0;
    }

    private void Decide(Decision d)
    {
        if (d.Door < 0) Turn(d);
        else if (_doorways.IsEntrance(d.Door))
            Begin(new(StepKind.Entrance, s => _doorways.Entrance(d, s), d.At, d.Before ?? d.After, 1), d);
        else if (_doorways.Into(d.Door) is { } into) Enter(into, d);
        else if (_doorways.OutOf(d.Door) is { } outOf)
            Begin(new(StepKind.Door, s => words.Leave(outOf, d.After, s), d.At, d.After, 1), d with { Before = null });
        else if (d.Before is null && d.After is null && _draft is not null) Pass(d);
        else Begin(new(StepKind.Door, Door(d), d.At, d.Before ?? d.After, 1), d);
    }

    private void Enter(string into, Decision d)
    {
        var intoShaft = _doorways.IsIntoShaft(d.Door);
        var draft = new DraftStep(StepKind.Door, s => words.Enter(into, d.Before, s), d.At, d.Before, 1) { IntoShaft = intoShaft };
        Begin(draft, intoShaft ? d with { After = null } : d);
    }

    private void Pass(Decision d)
    {
        _level = _graph.NodeLevel[_graph.To[d.Door]];
        _draft = _draft! with { Passed = _draft.Passed + 1, PassedAt = d.At };
    }

    private Func<Stretch, string> Door(Decision d)
    {
        var ordinal = (_draft?.Passed ?? 0) + 1;
        return d.Before is { } before ? s => words.TurnThroughDoor(before, s) : s => words.Door(ordinal, d.After, s);
    }

    private void Turn(Decision d)
    {
        // Turns between the door of a stairwell and the flight need no words.
        if (_draft is { IntoShaft: true }) return;
        var turn = d.After ?? 0;
        if (d.IsFork)
        {
            Begin(new(StepKind.Turn, s => words.Fork(turn < 0, s), d.At, turn, 0));
            return;
        }
        if (Paired(d.At, turn)) return;
        var doors = _draft is { Passed: > 0 } && d.At - _draft.PassedAt <= AfterDoorMetres ? _draft.Passed : 0;
        var mark = doors > 0 ? null : places.Landmark(_level, _walk.PointAt(d.At), route.From, route.To);
        Begin(new(StepKind.Turn, s => words.Turn(turn, mark is null ? null : words.Name(mark.Name), doors, s), d.At, turn, 0));
    }

    // A turn behind the door is told in the same sentence, or becomes the next step.
    private void Begin(DraftStep draft, Decision door)
    {
        _level = _graph.NodeLevel[_graph.To[door.Door]];
        Begin(draft);
        if (door is not { Before: not null, After: { } after }) return;
        var at = Math.Min(_walk.Length, door.At + _graph.Metres[door.Door]);
        if (!Paired(at, after)) Begin(new(StepKind.Turn, s => words.Turn(after, null, 0, s), at, after, 0));
    }

    // Two turns within a few metres become one sentence, because the second would be read too late; three do not.
    private bool Paired(double at, double turn)
    {
        if (_draft is not { IsPair: false, Passed: 0, Turn: { } before } first || !Wording.IsTurn(before) || !Wording.IsTurn(turn))
            return false;
        var metres = at - first.At;
        // On leaving a lift the first turn is told by itself.
        if (metres > PairMetres || (metres < TurnMetres && first.Kind == StepKind.Exit)) return false;
        _draft = first with
        {
            Text = s => words.Pair(first.Text(default), turn, metres >= TurnMetres, s with { Metres = Math.Max(0, s.Metres - metres) }),
            IsPair = true,
        };
        return true;
    }

    private void Begin(DraftStep draft)
    {
        // The first step begins where the walk begins.
        if (_draft is null) draft = draft with { At = 0 };
        else Flush(draft.At);
        _draft = draft with { Level = _level };
    }

    private void Flush(double end)
    {
        if (_draft is not { } d) return;
        var metres = Math.Max(0, end - d.At);
        var (text, part) = (d.Text(new(metres, d.Passed)), _walk.Part(d.At, end));
        steps.Add(new(d.Kind, text, d.Level, d.Level, metres, metres * _pace, part) { Turn = d.Turn, Doors = d.Doors + d.Passed });
    }

    private void Arrive(string? to, Decision door)
    {
        Flush(door.At);
        var start = _draft is null ? 0 : door.At;
        var doors = _walk.Decisions.Count(d => d.Door >= 0 && d.At >= door.At);
        var end = _graph.NodeLevel[route.To];
        var (metres, part) = (_walk.Length - start, _walk.Part(start, _walk.Length));
        var text = words.Arrive(to, Walk.SideOf(door.Before));
        steps.Add(new(StepKind.Arrive, text, end, end, metres, metres * _pace, part) { Turn = door.Before, Doors = doors });
    }

    private bool IsDestination(Decision d) =>
        _walk.Length - d.At <= DoorStepMetres && !_doorways.IsEntrance(d.Door) && _graph.NodeArea[_graph.To[d.Door]] is >= 0 and var area
            && area == _graph.NodeArea[route.To];

    // Neither an entrance nor a door into something that has a name.
    private bool IsPlain(int door) => !_doorways.IsEntrance(door) && _doorways.Into(door) is null;

    private double? Ahead(int edge) => Segment.HeadingBeyond(_graph.At(_graph.From[edge]), _graph.At(_graph.To[edge]), 0.3);

    // A place in the open may lie beside the end of the path.
    private Side SideOfPlace() => route.Tail is not null || route.IsDirect ? Side.Ahead
        : places.AtNode(route.To) is { } place ? _walk.SideOf(place.At) : Side.Ahead;
}
