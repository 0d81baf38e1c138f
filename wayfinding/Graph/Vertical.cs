using Wayfinding.Model;

namespace Wayfinding.Graph;

/// <summary>
/// Times of connectors where the map gives none: lift = wait 30 s + 3 s a floor + 4 s out; stairs 0.5 m/s up along the flight.
/// </summary>
public static class Vertical
{
    /// <summary>Waiting and boarding, seconds.</summary>
    public const double LiftBoardSeconds = 30;

    /// <summary>Leaving the cabin, seconds.</summary>
    public const double LiftAlightSeconds = 4;

    private const double RideSecondsPerMetre = 0.75;
    private const double StairMetresPerRise = 2;
    private const double StairUpSpeed = 0.5;
    private const double StairDownSpeed = 0.6;
    private const double EscalatorSpeed = 0.45;

    /// <summary>Stairs between two nodes; <paramref name="rise"/> in metres from a to b, negative when b is below.</summary>
    public static void Stairs(GraphBuilder graph, int a, int b, double rise, Terms? terms = null)
    {
        terms ??= Terms.Free;
        var length = Math.Max(graph.At(a).DistanceTo(graph.At(b)), Math.Abs(rise) * StairMetresPerRise);
        var up = (Millis: Time(length, StairUpSpeed), Kind: EdgeKind.StairsUp);
        var down = (Millis: Time(length, StairDownSpeed), Kind: EdgeKind.StairsDown);
        var (there, back) = rise >= 0 ? (up, down) : (down, up);
        graph.Edge(terms.On(new(a, b, there.Millis, (float)length, there.Kind, Barriers.Steps)));
        if (!terms.IsOneWay) graph.Edge(terms.On(new(b, a, back.Millis, (float)length, back.Kind, Barriers.Steps)));
    }

    /// <summary>A ramp between two nodes; steep above 8.3 %.</summary>
    public static void Ramp(GraphBuilder graph, int a, int b, double rise, Terms terms)
    {
        var run = graph.At(a).DistanceTo(graph.At(b));
        var steep = Math.Abs(rise) > run / 12 ? Barriers.Steep : Barriers.None;
        var time = Time(run, 1);
        graph.Edge(terms.On(new(a, b, time, (float)run, rise >= 0 ? EdgeKind.RampUp : EdgeKind.RampDown, steep)));
        if (terms.IsOneWay) return;
        graph.Edge(terms.On(new(b, a, time, (float)run, rise >= 0 ? EdgeKind.RampDown : EdgeKind.RampUp, steep)));
    }

    /// <summary>An escalator that carries from a to b only.</summary>
    public static void Escalator(GraphBuilder graph, int a, int b, double rise, Terms terms)
    {
        var length = Math.Max(graph.At(a).DistanceTo(graph.At(b)), Math.Abs(rise) * StairMetresPerRise);
        var kind = rise >= 0 ? EdgeKind.EscalatorUp : EdgeKind.EscalatorDown;
        graph.Edge(terms.On(new(a, b, Time(length, EscalatorSpeed), (float)length, kind, Barriers.Escalator)));
    }

    /// <summary>Boarding and leaving: between the landing and the cabin's node on one floor.</summary>
    public static void Landing(GraphBuilder graph, int landing, int cabin, Barriers barriers, int hours = -1, int feature = -1,
        double waitSeconds = LiftBoardSeconds)
    {
        var metres = (float)graph.At(landing).DistanceTo(graph.At(cabin));
        graph.Edge(new(landing, cabin, (int)(waitSeconds * 1000), metres, EdgeKind.LiftBoard, barriers, hours) { Feature = feature });
        var leaving = (int)(LiftAlightSeconds * 1000);
        graph.Edge(new(cabin, landing, leaving, metres, EdgeKind.LiftAlight, barriers, hours) { Feature = feature });
    }

    /// <summary>The ride between the cabin's nodes on two floors.</summary>
    public static void Ride(GraphBuilder graph, int below, int above, double rise, Barriers barriers, int hours = -1, int feature = -1)
    {
        var time = (int)Math.Round(Math.Max(1, Math.Abs(rise) * RideSecondsPerMetre) * 1000);
        graph.Edge(new(below, above, time, (float)Math.Abs(rise), EdgeKind.LiftRide, barriers, hours) { Feature = feature });
        graph.Edge(new(above, below, time, (float)Math.Abs(rise), EdgeKind.LiftRide, barriers, hours) { Feature = feature });
    }

    /// <summary>A shuttle bus both ways: five minutes of waiting, then 20 km/h.</summary>
    public static void Shuttle(GraphBuilder graph, int a, int b, Barriers barriers, int hours)
    {
        var metres = graph.At(a).DistanceTo(graph.At(b));
        var time = 300_000 + Time(metres, 20 / 3.6);
        graph.Edge(new(a, b, time, (float)metres, EdgeKind.Shuttle, barriers, hours));
        graph.Edge(new(b, a, time, (float)metres, EdgeKind.Shuttle, barriers, hours));
    }

    private static int Time(double metres, double speed) => (int)Math.Round(metres / speed * 1000);
}
