namespace Bff.Demo.Phantoms;

/// <summary>The four-chamber heart at one moment of its beat: how strongly each place echoes, and where blood flows.</summary>
internal sealed class HeartPhase
{
    private readonly double _open;
    private readonly double _inflow;
    private readonly double _outflow;
    private readonly Chamber _heart;
    private readonly Chamber[] _chambers;

    /// <param name="beat">0 (ECG before the QRS) to 1.</param>
    public HeartPhase(double beat)
    {
        var systole = beat < 0.12 ? 0 : beat < 0.48 ? Ease((beat - 0.12) / 0.28) : 1 - Ease((beat - 0.48) / 0.22);
        Shift = systole * 4;
        _open = beat is > 0.52 or < 0.1 ? 1 - 0.6 * Math.Abs(Math.Sin(beat * 9)) : 0;
        _inflow = Math.Max(Peak(beat, 0.62, 0.09), 0.7 * Peak(beat, 0.96, 0.05));
        _outflow = Peak(beat, 0.28, 0.11);
        var base0 = 266 - systole * 16;
        _heart = new(302, 240, 138 - systole * 6, 186, 0.03);
        _chambers =
        [
            new(350, 168 + (base0 - 266) * 0.4, 43 * (1 - 0.34 * systole), 92 - systole * 14, -0.10),
            new(252, 190 + (base0 - 266) * 0.4, 35 * (1 - 0.24 * systole), 68 - systole * 8, 0.22),
            new(356, base0 + 46, 46 * (0.86 + 0.18 * systole), 44 * (0.86 + 0.2 * systole), 0),
            new(254, base0 + 45, 43 * (0.86 + 0.18 * systole), 42 * (0.86 + 0.2 * systole), 0),
        ];
        Base = base0;
    }

    /// <summary>How far muscle has moved towards the apex, in pixels.</summary>
    public double Shift { get; }

    private double Base { get; }

    /// <summary>
    /// Echo strength at a pixel (blood about 0.03, muscle 0.5, membranes up to 1.4) and flow in [-1, 1], positive towards the probe.
    /// </summary>
    public double Echo(int x, int y, out double flow)
    {
        flow = 0;
        var heart = _heart.Distance(x, y);
        if (heart > 1.05) return 0.16 + 0.12 * PhantomNoise.Smooth(x / 40.0, y / 24.0, 0, 21);
        if (heart > 0.98) return 0.75 + 0.5 * PhantomNoise.Smooth(x / 30.0, y / 30.0, 0, 23);
        if (Valve(x, y)) return 1.25;
        if (InOrifice(x, y, 354, 26) || InOrifice(x, y, 253, 22))
        {
            if (x > 302) flow = Flow(x, y);
            return 0.022;
        }
        for (var i = 0; i < _chambers.Length; i++)
        {
            var inside = _chambers[i].Distance(x, y);
            if (inside > 1.06) continue;
            if (inside > 0.97) return 0.9;
            if (i is 0 or 2) flow = Flow(x, y);
            return 0.022;
        }
        var septum = Math.Abs(x - 302 - (y - 200) * 0.02) < 3 ? 0.3 : 0;
        return 0.46 + 0.16 * PhantomNoise.Smooth(x / 22.0, (y + Shift) / 14.0, 0, 22) + septum;
    }

    /// <summary>Two leaflets of each atrioventricular valve, closed as a line, open as a gate.</summary>
    private bool Valve(int x, int y)
    {
        if (y < Base - 34 || y > Base + 8) return false;
        return Leaflets(x, y, 354, 40) || Leaflets(x, y, 253, 36);
    }

    /// <summary>The passage between atrium and ventricle, where the leaflets move.</summary>
    private bool InOrifice(int x, int y, double middle, double half)
    {
        double across = (x - middle) / (half + 5), along = (y - Base + 10) / 30;
        return across * across + along * along < 1;
    }

    private bool Leaflets(int x, int y, double middle, double half)
    {
        var away = Math.Abs(x - middle);
        if (away > half) return false;
        var from = half - away;
        var line = Base - from * (0.18 + 1.1 * _open);
        return (_open < 0.2 || from < half * (1 - 0.55 * _open)) && Math.Abs(y - line) < 1.8;
    }

    private double Flow(int x, int y)
    {
        if (x is < 296 or > 408 || y is < 96 or > 340) return 0;
        var across = (x - 354 - (y - Base) * 0.05) / 19;
        var along = (y - (Base - 42)) / 78;
        var inflow = _inflow / (1 + across * across * across * across) / (1 + along * along * along * along);
        var left = (x - 326 + (y - Base) * 0.05) / 13;
        var up = (y - (Base - 34)) / 44;
        var outflow = _outflow / (1 + left * left * left * left) / (1 + up * up * up * up);
        return inflow > outflow ? inflow * 1.1 : -outflow;
    }

    private static double Ease(double t)
    {
        t = Math.Clamp(t, 0, 1);
        return t * t * (3 - 2 * t);
    }

    private static double Peak(double t, double at, double width)
    {
        var away = (t - at) / width;
        return Math.Exp(-away * away);
    }

    private readonly record struct Chamber(double Cx, double Cy, double Rx, double Ry, double Tilt)
    {
        /// <summary>0 in the middle, 1 on the wall.</summary>
        public double Distance(int x, int y)
        {
            double dx = x - Cx + Tilt * (y - Cy), dy = y - Cy;
            return Math.Sqrt(dx * dx / (Rx * Rx) + dy * dy / (Ry * Ry));
        }
    }
}
