using DicomRender.Frames;

namespace DicomRender.Windowing;

/// <summary>The modality step: either a LUT, or <c>slope * stored + intercept</c> (PS3.3 C.11.1).</summary>
public readonly record struct Modality(double Slope, double Intercept, LookupTable? Table = null)
{
    /// <summary>No modality transform: values are the stored ones.</summary>
    public static Modality Identity => new(1, 0);

    /// <summary>The modality value of a stored value.</summary>
    public double Apply(int stored) => Table is { } table ? table[stored] : Slope * stored + Intercept;
}

/// <summary>The VOI step: exactly one of a window or a VOI LUT.</summary>
public readonly record struct Voi(Window Window, LookupTable? Table = null)
{
    /// <summary>The grey level of a modality value, 0..1.</summary>
    public double Apply(double value) => Table is { } table ? table[value] / (double)table.White : Window.Apply(value);
}

/// <summary>
/// Stored grey samples to 8 bit in one step (PS3.4 N.2: modality, VOI, polarity). A straight line runs through <see cref="AffineKernel"/>;
/// everything else through a table over the stored range. Grey is truncated, as DCMTK does, after adding 2^-10 so that a formula
/// landing on a whole level gives that level whatever the float rounding.
/// </summary>
public sealed class GrayTransfer
{
    private const double Nudge = 1.0 / 1024;

    private readonly bool _signed;
    private readonly StoredRange _range;
    private readonly AffineKernel? _line;
    private readonly byte[] _table = [];

    /// <param name="modality">Stored value to modality value.</param>
    /// <param name="voi">Modality value to grey.</param>
    /// <param name="inverted">MONOCHROME1 or presentation LUT shape INVERSE: the least value is white.</param>
    /// <param name="padding">Stored values that stay black when inverted (PS3.3 C.7.5.1.1.2).</param>
    /// <param name="range">The stored values that occur; others are clamped to it.</param>
    /// <param name="signed">Whether samples are two's complement.</param>
    public GrayTransfer(Modality modality, Voi voi, bool inverted, StoredRange? padding, StoredRange range, bool signed)
    {
        _signed = signed;
        _range = range;
        if (!inverted || padding is null) _line = Line(modality, voi, inverted, signed);
        if (_line is null) _table = Tabulate(modality, voi, inverted, inverted ? padding : null, range);
    }

    /// <summary>16-bit samples, two's complement when signed.</summary>
    public void Apply(ReadOnlySpan<ushort> samples, Span<byte> grey)
    {
        if (_line is { } kernel) kernel.Apply(samples, grey);
        else if (_signed) for (var i = 0; i < samples.Length; i++) grey[i] = Look((short)samples[i]);
        else for (var i = 0; i < samples.Length; i++) grey[i] = Look(samples[i]);
    }

    /// <summary>8-bit unsigned samples.</summary>
    public void Apply(ReadOnlySpan<byte> samples, Span<byte> grey)
    {
        Span<byte> all = stackalloc byte[256];
        for (var value = 0; value < 256; value++) all[value] = _line is { } kernel ? kernel.Apply((ushort)value) : Look(value);
        for (var i = 0; i < samples.Length; i++) grey[i] = all[samples[i]];
    }

    private byte Look(int stored) => _table[Math.Clamp(stored, _range.Low, _range.High) - _range.Low];

    private static byte[] Tabulate(Modality modality, Voi voi, bool inverted, StoredRange? padding, StoredRange range)
    {
        var table = new byte[range.High - range.Low + 1];
        for (var i = 0; i < table.Length; i++)
        {
            var stored = range.Low + i;
            if (padding is { } pad && pad.Contains(stored)) continue;
            var level = voi.Apply(modality.Apply(stored));
            table[i] = (byte)Math.Clamp((inverted ? 1 - level : level) * 255 + Nudge, 0, 255);
        }
        return table;
    }

    private static AffineKernel? Line(Modality modality, Voi voi, bool inverted, bool signed)
    {
        if (modality.Table is not null || voi.Table is not null || modality.Slope == 0) return null;
        if (Ramp(voi.Window) is not var (from, to)) return null;
        // Black and white ends of the ramp as stored values, unsigned order.
        var bias = signed ? 32768.0 : 0;
        var black = (from - modality.Intercept) / modality.Slope + bias;
        var white = (to - modality.Intercept) / modality.Slope + bias;
        var (first, last) = (Math.Min(black, white), Math.Max(black, white));
        var falling = modality.Slope < 0 != inverted;
        var origin = Math.Clamp(Math.Floor(first), 0, 65535);
        var width = last - first;
        double slope, offset, span;
        if (width == 0)
        {
            // A threshold: at or below it is black. Against a negative slope that is at or above it.
            origin = modality.Slope < 0 ? Math.Ceiling(first) - 1 : Math.Floor(first);
            if (origin is < 0 or > 65534) return null;
            (slope, offset, span) = (255, 0, 1);
        }
        else
        {
            // Steeper ramps would lose the float's precision; a table is exact.
            if (!(width >= 1e-3)) return null;
            (slope, offset) = (255 / width, 255 * (origin - first) / width);
            span = Math.Clamp(Math.Ceiling(last) - origin, 0, 65535);
        }
        if (falling) (slope, offset) = (-slope, 255 - offset);
        var flip = signed ? (ushort)0x8000 : (ushort)0;
        // Far outside 0..255 only the side counts, so the offset is clamped to keep the float exact.
        return new(flip, (ushort)origin, (ushort)span, (float)slope, (float)Math.Clamp(offset + Nudge, -1e6, 1e6));
    }

    private static (double From, double To)? Ramp(Window window) => window.Shown switch
    {
        VoiFunction.Linear => (window.Center - 0.5 - (window.Width - 1) / 2, window.Center - 0.5 + (window.Width - 1) / 2),
        VoiFunction.LinearExact => (window.Center - window.Width / 2, window.Center + window.Width / 2),
        VoiFunction.Sigmoid => null,
    };
}
