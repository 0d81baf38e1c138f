namespace Bff.Demo.Phantoms;

/// <summary>Numbers that change with height, interpolated between levels.</summary>
internal sealed class Track
{
    private readonly double[][] _levels;

    public Track(params (double Z, double A, double B)[] levels) =>
        _levels = [.. levels.Select(level => new[] { level.Z, level.A, level.B })];

    public Track(params (double Z, double A, double B, double C, double D)[] levels) =>
        _levels = [.. levels.Select(level => new[] { level.Z, level.A, level.B, level.C, level.D })];

    public Track(params (double Z, double A, double B, double C, double D, double E)[] levels) =>
        _levels = [.. levels.Select(level => new[] { level.Z, level.A, level.B, level.C, level.D, level.E })];

    public double First => _levels[0][0];

    public double Last => _levels[^1][0];

    /// <summary>One of the numbers at a height; the end levels hold beyond the ends.</summary>
    public double this[int number, double z]
    {
        get
        {
            if (z <= First) return _levels[0][number + 1];
            for (var i = 1; i < _levels.Length; i++)
            {
                if (z > _levels[i][0]) continue;
                var part = (z - _levels[i - 1][0]) / (_levels[i][0] - _levels[i - 1][0]);
                return _levels[i - 1][number + 1] + part * (_levels[i][number + 1] - _levels[i - 1][number + 1]);
            }
            return _levels[^1][number + 1];
        }
    }
}

/// <summary>A solid of one value whose slices are ellipses: centre, half axes and angle at some heights.</summary>
internal sealed class Organ(double value, params (double Z, double Cx, double Cy, double Rx, double Ry, double Degrees)[] levels)
{
    private const double CapHeight = 9;
    private readonly Track _track = new(levels);

    public void Draw(PhantomCanvas canvas, double z) => Draw(canvas, z, 1);

    public void DrawBothSides(PhantomCanvas canvas, double z)
    {
        Draw(canvas, z, 1);
        Draw(canvas, z, -1);
    }

    private void Draw(PhantomCanvas canvas, double z, int side)
    {
        if (z < _track.First || z > _track.Last) return;
        var cap = Cap(z);
        if (cap > 0.05)
            canvas.Ellipse(side * _track[0, z], _track[1, z], _track[2, z] * cap, _track[3, z] * cap, side * _track[4, z], value);
    }

    /// <summary>Round ends, except where the organ runs out of the phantom.</summary>
    private double Cap(double z)
    {
        var end = Math.Min(_track.First > 30 ? z - _track.First : CapHeight, _track.Last < 300 ? _track.Last - z : CapHeight);
        if (end >= CapHeight) return 1;
        var missing = 1 - end / CapHeight;
        return Math.Sqrt(1 - missing * missing);
    }
}
