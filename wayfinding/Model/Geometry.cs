namespace Wayfinding.Model;

/// <summary>A place on the earth, WGS 84 degrees: longitude in [-180, 180], latitude in [-90, 90].</summary>
public readonly record struct LonLat(double Lon, double Lat)
{
    /// <summary>True when both numbers are finite and in range.</summary>
    public bool IsValid => Math.Abs(Lon) <= 180 && Math.Abs(Lat) <= 90;
}

/// <summary>A place in a <see cref="LocalFrame"/>: metres east (X) and north (Y) of its origin.</summary>
public readonly record struct Point2(double X, double Y)
{
    /// <summary>Straight distance in metres.</summary>
    public double DistanceTo(Point2 other) => Math.Sqrt((X - other.X) * (X - other.X) + (Y - other.Y) * (Y - other.Y));

    public static Point2 operator +(Point2 a, Point2 b) => new(a.X + b.X, a.Y + b.Y);
    public static Point2 operator -(Point2 a, Point2 b) => new(a.X - b.X, a.Y - b.Y);
    public static Point2 operator *(Point2 a, double k) => new(a.X * k, a.Y * k);

    /// <summary>Adds two points as vectors.</summary>
    public static Point2 Add(Point2 left, Point2 right) => left + right;

    /// <summary>Subtracts two points as vectors.</summary>
    public static Point2 Subtract(Point2 left, Point2 right) => left - right;

    /// <summary>Scales a vector.</summary>
    public static Point2 Multiply(Point2 left, double right) => left * right;
}

/// <summary>
/// A flat metric frame around one point of the earth (equirectangular). Within 10 km of the origin its error stays
/// below 0.1 %, far less than the error of any indoor plan.
/// </summary>
public sealed record LocalFrame(LonLat Origin)
{
    private const double MetresPerDegree = 111_319.490793; // WGS 84 semi-major axis * pi / 180

    private readonly double _cosLat = Math.Max(1e-6, Math.Cos(Origin.Lat * Math.PI / 180));

    /// <summary>Degrees to metres.</summary>
    public Point2 ToLocal(LonLat p) => new((p.Lon - Origin.Lon) * MetresPerDegree * _cosLat, (p.Lat - Origin.Lat) * MetresPerDegree);

    /// <summary>Metres to degrees.</summary>
    public LonLat ToLonLat(Point2 p) => new(Origin.Lon + p.X / (MetresPerDegree * _cosLat), Origin.Lat + p.Y / MetresPerDegree);
}

/// <summary>A simple polygon in metres: one outer ring and holes, each closed without repeating the first point.</summary>
public sealed class Polygon
{
    /// <summary>Takes rings as given; a repeated last point is dropped.</summary>
    /// <exception cref="ArgumentException">The outer ring has fewer than three points.</exception>
    public Polygon(IReadOnlyList<Point2> outer, IReadOnlyList<IReadOnlyList<Point2>>? holes = null)
    {
        Outer = Open(outer);
        if (Outer.Length < 3) throw new ArgumentException("A ring needs three points.", nameof(outer));
        Holes = holes is null ? [] : [.. holes.Select(Open).Where(h => h.Length >= 3)];
        (Min, Max) = (new(Outer.Min(p => p.X), Outer.Min(p => p.Y)), new(Outer.Max(p => p.X), Outer.Max(p => p.Y)));
        Area = Math.Abs(SignedArea(Outer)) - Holes.Sum(h => Math.Abs(SignedArea(h)));
    }

    /// <summary>The outer ring.</summary>
    public Point2[] Outer { get; }

    /// <summary>The holes.</summary>
    public Point2[][] Holes { get; }

    /// <summary>Lower left corner of the bounding box.</summary>
    public Point2 Min { get; }

    /// <summary>Upper right corner of the bounding box.</summary>
    public Point2 Max { get; }

    /// <summary>Square metres, holes taken off.</summary>
    public double Area { get; }

    /// <summary>Outer ring and holes.</summary>
    public IEnumerable<Point2[]> Rings => Holes.Prepend(Outer);

    /// <summary>All border segments.</summary>
    public IEnumerable<(Point2 A, Point2 B)> Segments =>
        Rings.SelectMany(r => r.Select((p, i) => (p, r[i + 1 == r.Length ? 0 : i + 1])));

    /// <summary>Even-odd test; points on the border may go either way.</summary>
    public bool Contains(Point2 p)
    {
        if (p.X < Min.X || p.X > Max.X || p.Y < Min.Y || p.Y > Max.Y) return false;
        return Rings.Aggregate(false, (inside, ring) => inside ^ Crossings(ring, p));
    }

    /// <summary>True when no wall crosses the straight line between two points.</summary>
    public bool Sees(Point2 a, Point2 b)
    {
        foreach (var (p, q) in Segments)
            if (Segment.Cross(a, b, p, q)) return false;
        return true;
    }

    /// <summary>Metres to the nearest border point.</summary>
    public double DistanceToBorder(Point2 p) => Segments.Min(s => Segment.Nearest(s.A, s.B, p).DistanceTo(p));

    /// <summary>A point well inside: the centroid when it lies inside, else the middle of the widest of 31 horizontal cuts.</summary>
    public Point2 InnerPoint()
    {
        var c = Centroid();
        return Contains(c) ? c : WidestCut();
    }

    private Point2 Centroid()
    {
        double a = 0, x = 0, y = 0;
        var o = Outer[0];
        for (var i = 0; i < Outer.Length; i++)
        {
            var (p, q) = (Outer[i] - o, Outer[(i + 1) % Outer.Length] - o);
            var cross = p.X * q.Y - q.X * p.Y;
            (a, x, y) = (a + cross, x + (p.X + q.X) * cross, y + (p.Y + q.Y) * cross);
        }
        return Math.Abs(a) < 1e-9 ? o : new(o.X + x / (3 * a), o.Y + y / (3 * a));
    }

    private Point2 WidestCut()
    {
        var (best, width) = (Outer[0], -1.0);
        for (var k = 1; k < 32; k++)
        {
            var y = Min.Y + (Max.Y - Min.Y) * k / 32.0;
            var xs = Segments.Where(s => (s.A.Y > y) != (s.B.Y > y))
                .Select(s => s.A.X + (y - s.A.Y) / (s.B.Y - s.A.Y) * (s.B.X - s.A.X)).Order().ToArray();
            for (var i = 0; i + 1 < xs.Length; i += 2)
                if (xs[i + 1] - xs[i] > width) (best, width) = (new((xs[i] + xs[i + 1]) / 2, y), xs[i + 1] - xs[i]);
        }
        return best;
    }

    private static bool Crossings(Point2[] ring, Point2 p)
    {
        var inside = false;
        for (int i = 0, j = ring.Length - 1; i < ring.Length; j = i++)
            if ((ring[i].Y > p.Y) != (ring[j].Y > p.Y)
                && p.X < (ring[j].X - ring[i].X) * (p.Y - ring[i].Y) / (ring[j].Y - ring[i].Y) + ring[i].X) inside = !inside;
        return inside;
    }

    private static double SignedArea(Point2[] ring)
    {
        double a = 0;
        var o = ring[0];
        for (var i = 0; i < ring.Length; i++)
        {
            var (p, q) = (ring[i] - o, ring[(i + 1) % ring.Length] - o);
            a += p.X * q.Y - q.X * p.Y;
        }
        return a / 2;
    }

    private static Point2[] Open(IReadOnlyList<Point2> ring)
    {
        var points = new List<Point2>(ring.Count);
        foreach (var p in ring)
            if (points.Count == 0 || points[^1] != p) points.Add(p);
        while (points.Count > 1 && points[0] == points[^1]) points.RemoveAt(points.Count - 1);
        return [.. points];
    }
}
