using Wayfinding.Model;

namespace Wayfinding.Steps;

/// <summary>The walk over one floor between two connectors: its drawn line and the decisions on it.</summary>
internal sealed class Walk
{
    private const double StraightDegrees = 20;
    private const double AboutDegrees = 135;
    private const double OneTurnMetres = 3;
    private const double ForkMetres = 5;

    private readonly WalkGraph _graph;
    private readonly List<double> _along = [];
    private readonly double _firstMetres;
    private readonly List<Decision> _decisions = [];

    /// <param name="graph">The graph walked on.</param>
    /// <param name="edges">The edges of the walk, none of a connector.</param>
    /// <param name="ends">What is walked before and after them, and the node between where there are none.</param>
    /// <param name="drawn">Draws what lies between doors.</param>
    /// <param name="heading">The way one faces at the start; null when nobody knows.</param>
    public Walk(WalkGraph graph, IReadOnlyList<int> edges, WalkEnds ends, DrawnPath drawn, double? heading)
    {
        _graph = graph;
        var (nodes, into, before) = (ends.Node >= 0 ? new List<int> { ends.Node } : [], -1, ends.Lead);
        _firstMetres = ends.Lead.Count > 0 ? OneTurnMetres : 1;
        foreach (var e in edges)
        {
            if (graph.EdgeKind[e].IsDoor())
            {
                Section([.. before, .. drawn.Of(nodes)], into, e, into < 0 ? heading : DoorHeading(into));
                (nodes, into, before) = ([], e, []);
            }
            nodes.Add(graph.To[e]);
        }
        Section([.. before, .. drawn.Of(nodes), .. ends.Tail], into, -1, into < 0 ? heading : DoorHeading(into));
        Forks(edges);
        _decisions.Sort((a, b) => a.At.CompareTo(b.At));
    }

    public List<Point2> Line { get; } = [];

    public double Length => _along[^1];

    public IReadOnlyList<Decision> Decisions => _decisions;

    public Decision? First => _decisions.Count > 0 ? _decisions[0] : null;

    /// <summary>Heading of the first piece of at least a metre, if any; a few steps onto the way are none.</summary>
    public double? FirstHeading => HeadingOfFirst(Pieces, _firstMetres) ?? HeadingOfFirst(Pieces);

    /// <summary>Heading of the last piece of at least a metre, if any.</summary>
    public double? LastHeading => HeadingOfFirst(Pieces.Reverse());

    /// <summary>The side on which something lies after a turn of so many degrees; ahead without one.</summary>
    public static Side SideOf(double? turn) => turn switch { null or (> -30 and < 30) => Side.Ahead, < 0 => Side.Left, _ => Side.Right };

    /// <summary>The side on which a point lies for one who has come to the end.</summary>
    public Side SideOf(Point2 at) => LastHeading is { } heading && at.DistanceTo(Line[^1]) >= 1.5
        ? SideOf(Segment.Turn(heading, Segment.Heading(Line[^1], at))) : Side.Ahead;

    /// <summary>The point that many metres along the line.</summary>
    public Point2 PointAt(double metres)
    {
        for (var i = 1; i < Line.Count; i++)
            if (_along[i] >= metres)
                return Line[i - 1] + (Line[i] - Line[i - 1]) * ((metres - _along[i - 1]) / Math.Max(1e-9, _along[i] - _along[i - 1]));
        return Line[^1];
    }

    /// <summary>The part of the line between two places.</summary>
    public List<Point2> Part(double from, double to)
    {
        var part = new List<Point2> { PointAt(from) };
        for (var i = 0; i < Line.Count; i++)
            if (_along[i] > from && _along[i] < to) part.Add(Line[i]);
        part.Add(PointAt(to));
        return part;
    }

    private IEnumerable<int> Pieces => Enumerable.Range(0, Line.Count - 1);

    private double? HeadingOfFirst(IEnumerable<int> pieces, double least = 1)
    {
        foreach (var i in pieces)
            if (Line[i].DistanceTo(Line[i + 1]) >= least) return Segment.Heading(Line[i], Line[i + 1]);
        return null;
    }

    private readonly record struct Piece(double At, double Length, double Heading);

    private double? DoorHeading(int door) => Segment.HeadingBeyond(_graph.At(_graph.From[door]), _graph.At(_graph.To[door]), 0.05);

    // What is walked between two doors (or ends). Turns at its ends belong to the doors.
    private void Section(List<Point2> line, int doorBefore, int doorAfter, double? heading)
    {
        var first = Line.Count;
        foreach (var p in line)
        {
            _along.Add(Line.Count == 0 ? 0 : _along[^1] + p.DistanceTo(Line[^1]));
            Line.Add(p);
        }
        var pieces = new List<Piece>();
        for (var i = first; i + 1 < Line.Count; i++)
            if (_along[i + 1] > _along[i]) pieces.Add(new(_along[i], _along[i + 1] - _along[i], Segment.Heading(Line[i], Line[i + 1])));
        var walked = pieces.Count;
        if (doorAfter >= 0 && DoorHeading(doorAfter) is { } through) pieces.Add(new(_along[^1], double.MaxValue, through));
        var before = default(double?);
        var start = doorBefore < 0 && _firstMetres > 1 ? pieces.FindIndex(p => p.Length >= _firstMetres) : 0;
        if (pieces.Count > 0) heading ??= pieces[Math.Max(0, start)].Heading;
        for (var i = 0; i < pieces.Count;)
        {
            var last = OneTurn(pieces, i, heading!.Value);
            var turn = Segment.Turn(heading.Value, pieces[last].Heading);
            (var at, var atStart, heading, i) = (pieces[i].At, i == 0 && doorBefore >= 0, pieces[last].Heading, last + 1);
            if (Math.Abs(turn) <= StraightDegrees) continue;
            if (last == walked) before = turn;
            else if (atStart) After(turn);
            else _decisions.Add(new(at, -1, null, turn));
        }
        if (doorAfter >= 0) _decisions.Add(new(_along[^1], doorAfter, before, null));
    }

    // Bends closer than three metres are one turn, from the heading before the first to the heading after the last; but two right angles
    // are no about-turn.
    private static int OneTurn(List<Piece> pieces, int first, double heading)
    {
        var last = first;
        while (last + 1 < pieces.Count && pieces[last].Length < OneTurnMetres) last++;
        while (last > first && Math.Abs(Segment.Turn(heading, pieces[last].Heading)) > AboutDegrees) last--;
        return last;
    }

    // A swerve to a door and back is no turn; of two turns the same way each is said on its own.
    private void After(double turn)
    {
        var door = _decisions[^1];
        if (door.Before is not { } before || before * turn > 0)
        {
            _decisions[^1] = door with { After = turn };
            return;
        }
        var net = before + turn;
        if (Math.Abs(net) <= StraightDegrees) _decisions[^1] = door with { Before = null };
        else _decisions[^1] = Math.Abs(before) > Math.Abs(turn) ? door with { Before = net } : door with { Before = null, After = net };
    }

    // On centre lines: another way leads on within 45 degrees of straight, so that "straight on" alone would be a guess.
    private void Forks(IReadOnlyList<int> edges)
    {
        var reached = 0.0;
        for (var i = 1; i < edges.Count; i++)
        {
            var node = _graph.From[edges[i]];
            if (_graph.NodeArea[node] >= 0 || !IsWay(edges[i - 1]) || !IsWay(edges[i])) continue;
            var heading = Segment.Heading(_graph.At(_graph.From[edges[i - 1]]), _graph.At(node));
            var turn = Segment.Turn(heading, HeadingOf(edges[i]));
            if (Math.Abs(turn) > StraightDegrees || !Rivals(node, edges[i - 1], edges[i], heading, out var rival)) continue;
            reached = Project(_graph.At(node), reached);
            if (_decisions.TrueForAll(d => Math.Abs(d.At - reached) > ForkMetres))
                _decisions.Add(new(reached, -1, null, Segment.Turn(rival, turn) < 0 ? -10 : 10, true));
        }
    }

    private bool Rivals(int node, int came, int goes, double heading, out double rival)
    {
        var (first, end) = _graph.EdgesOf(node);
        for (var e = first; e < end; e++)
        {
            if (_graph.To[e] == _graph.From[came] || _graph.To[e] == _graph.To[goes] || !IsWay(e) || _graph.Metres[e] < 1) continue;
            rival = Segment.Turn(heading, HeadingOf(e));
            if (Math.Abs(rival) <= 45) return true;
        }
        rival = 0;
        return false;
    }

    private bool IsWay(int e) => _graph.EdgeKind[e] is EdgeKind.Walk or EdgeKind.Outdoor or EdgeKind.Bridge;

    private double HeadingOf(int e) => Segment.Heading(_graph.At(_graph.From[e]), _graph.At(_graph.To[e]));

    private double Project(Point2 p, double from)
    {
        var best = (Distance: double.MaxValue, At: from);
        for (var i = 1; i < Line.Count; i++)
        {
            if (_along[i] < from) continue;
            var foot = Segment.Nearest(Line[i - 1], Line[i], p);
            if (foot.DistanceTo(p) < best.Distance - 1e-6)
                best = (foot.DistanceTo(p), Math.Max(from, _along[i - 1] + foot.DistanceTo(Line[i - 1])));
        }
        return best.At;
    }
}
