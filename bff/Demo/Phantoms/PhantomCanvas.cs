using System.Runtime.CompilerServices;

namespace Bff.Demo.Phantoms;

/// <summary>A square picture in millimetres around its centre, x to the right and y down, filled by spans of conic outlines.</summary>
internal sealed class PhantomCanvas(int size, double fieldOfView)
{
    private readonly double _spacing = fieldOfView / size;
    private readonly short[] _line = new short[size];
    private (double Cx, double Cy, double Rx, double Ry)? _clip;

    public int Size => size;

    public short[] Values { get; } = new short[size * size];

    public void Clear(short value) => Array.Fill(Values, value);

    /// <summary>Later shapes are painted only inside this ellipse.</summary>
    public void ClipTo(double cx, double cy, double rx, double ry) => _clip = (cx, cy, rx, ry);

    public void Unclip() => _clip = null;

    /// <summary>Fills an ellipse turned by an angle (degrees, clockwise on the picture).</summary>
    public void Ellipse(double cx, double cy, double rx, double ry, double degrees, double value)
    {
        var (first, last) = Rows(cy - Math.Max(rx, ry), cy + Math.Max(rx, ry));
        for (var row = first; row <= last; row++)
        {
            if (Span(row, cx, cy, rx, ry, degrees) is { } span)
                Values.AsSpan(row * size + span.From, span.To - span.From).Fill((short)value);
        }
    }

    /// <summary>Fills |x/a|^p + |y/b|^p = 1, rounder than an ellipse for p > 2.</summary>
    public void Superellipse(double cy, double a, double b, double power, double value)
    {
        var (first, last) = Rows(cy - b, cy + b);
        for (var row = first; row <= last; row++)
        {
            var part = Math.Pow(Math.Abs((Millimetre(row) - cy) / b), power);
            if (part >= 1) continue;
            var half = a * Math.Pow(1 - part, 1 / power);
            var (from, to) = Columns(-half, half);
            if (to > from) Values.AsSpan(row * size + from, to - from).Fill((short)value);
        }
    }

    /// <summary>A small disc painted over air only, and only where it is denser.</summary>
    public void DiscInAir(double cx, double cy, double radius, short value, short airBelow)
    {
        var (first, last) = Rows(cy - radius, cy + radius);
        for (var row = first; row <= last; row++)
        {
            if (Span(row, cx, cy, radius, radius, 0) is not { } span) continue;
            foreach (ref var pixel in Values.AsSpan(row * size + span.From, span.To - span.From))
            {
                if (pixel < airBelow && pixel < value) pixel = value;
            }
        }
    }

    /// <summary>Clouds what is less dense than a value, a little denser towards the back, where blood gathers.</summary>
    public void Texture(short below, double z)
    {
        var place = (int)(z * 97) * 131;
        for (var row = 0; row < size; row++)
        {
            var line = Values.AsSpan(row * size, size);
            var gradient = (int)(Millimetre(row) * 0.25);
            for (var x = 0; x < line.Length; x++)
            {
                if (line[x] < below && line[x] > -950) line[x] += (short)(gradient + PhantomNoise.At(place + (row >> 2) * 1031 + (x >> 2)));
            }
        }
    }

    /// <summary>Binomial 3x3 smoothing: edges as a scanner's reconstruction leaves them.</summary>
    public void Smooth()
    {
        for (var row = 0; row < size; row++) SmoothLine(Values.AsSpan(row * size, size));
        var above = new short[size];
        Values.AsSpan(0, size).CopyTo(above);
        for (var row = 1; row < size - 1; row++)
        {
            var current = Values.AsSpan(row * size, size);
            var below = Values.AsSpan((row + 1) * size, size);
            current.CopyTo(_line);
            for (var x = 0; x < current.Length; x++) current[x] = (short)((above[x] + 2 * _line[x] + below[x]) >> 2);
            _line.AsSpan().CopyTo(above);
        }
    }

    private static void SmoothLine(Span<short> line)
    {
        var before = line[0];
        for (var x = 1; x < line.Length - 1; x++)
        {
            var here = line[x];
            line[x] = (short)((before + 2 * here + line[x + 1]) >> 2);
            before = here;
        }
    }

    private (int From, int To)? Span(int row, double cx, double cy, double rx, double ry, double degrees)
    {
        var dy = Millimetre(row) - cy;
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        double a = cos * cos / (rx * rx) + sin * sin / (ry * ry), b = sin * cos * (1 / (rx * rx) - 1 / (ry * ry)),
            c = sin * sin / (rx * rx) + cos * cos / (ry * ry);
        var root = b * b * dy * dy - a * (c * dy * dy - 1);
        if (root <= 0) return null;
        var half = Math.Sqrt(root) / a;
        var middle = cx - b * dy / a;
        var (left, right) = (middle - half, middle + half);
        if (_clip is { } clip)
        {
            var part = (Millimetre(row) - clip.Cy) / clip.Ry;
            if (part is <= -1 or >= 1) return null;
            var reach = clip.Rx * Math.Sqrt(1 - part * part);
            (left, right) = (Math.Max(left, clip.Cx - reach), Math.Min(right, clip.Cx + reach));
        }
        var (from, to) = Columns(left, right);
        return to > from ? (from, to) : null;
    }

    private double Millimetre(int row) => (row + 0.5 - size / 2.0) * _spacing;

    private (int First, int Last) Rows(double top, double bottom) =>
        (Math.Max(0, (int)Math.Ceiling(top / _spacing + size / 2.0 - 0.5)),
            Math.Min(size - 1, (int)Math.Floor(bottom / _spacing + size / 2.0 - 0.5)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private (int From, int To) Columns(double left, double right) =>
        (Math.Max(0, (int)Math.Ceiling(left / _spacing + size / 2.0 - 0.5)),
            Math.Min(size, (int)Math.Floor(right / _spacing + size / 2.0 - 0.5) + 1));
}
