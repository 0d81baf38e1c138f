namespace Wayfinding.Model;

/// <summary>Plane geometry of segments, all in metres.</summary>
public static class Segment
{
    /// <summary>The point of segment ab nearest to p.</summary>
    public static Point2 Nearest(Point2 a, Point2 b, Point2 p)
    {
        var d = b - a;
        var length = d.X * d.X + d.Y * d.Y;
        if (length < 1e-18) return a;
        var t = ((p.X - a.X) * d.X + (p.Y - a.Y) * d.Y) / length;
        return a + d * Math.Clamp(t, 0, 1);
    }

    /// <summary>True when the open segments ab and cd cross in one inner point.</summary>
    public static bool Cross(Point2 a, Point2 b, Point2 c, Point2 d)
    {
        double d1 = Side(a, b, c), d2 = Side(a, b, d), d3 = Side(c, d, a), d4 = Side(c, d, b);
        return d1 * d2 < 0 && d3 * d4 < 0;
    }

    /// <summary>Shortest distance between two segments, 0 when they cross.</summary>
    public static double Distance(Point2 a, Point2 b, Point2 c, Point2 d)
    {
        if (Cross(a, b, c, d)) return 0;
        return Math.Min(
            Math.Min(Nearest(a, b, c).DistanceTo(c), Nearest(a, b, d).DistanceTo(d)),
            Math.Min(Nearest(c, d, a).DistanceTo(a), Nearest(c, d, b).DistanceTo(b)));
    }

    /// <summary>Positive when c lies left of the line from a to b.</summary>
    public static double Side(Point2 a, Point2 b, Point2 c) => (b.X - a.X) * (c.Y - a.Y) - (b.Y - a.Y) * (c.X - a.X);

    /// <summary>Compass-like heading from a to b in degrees, 0 = north (Y), clockwise, in [0, 360).</summary>
    public static double Heading(Point2 a, Point2 b) => (Math.Atan2(b.X - a.X, b.Y - a.Y) * 180 / Math.PI + 360) % 360;

    /// <summary>As <see cref="Heading"/>; null when the points are no more than <paramref name="apart"/> metres from each other.</summary>
    public static double? HeadingBeyond(Point2 a, Point2 b, double apart) => a.DistanceTo(b) > apart ? Heading(a, b) : null;

    /// <summary>Turn from one heading to another in (-180, 180]: positive = right.</summary>
    public static double Turn(double from, double to)
    {
        var t = (to - from) % 360;
        return t > 180 ? t - 360 : t <= -180 ? t + 360 : t;
    }
}
