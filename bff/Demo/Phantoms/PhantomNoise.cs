namespace Bff.Demo.Phantoms;

/// <summary>One large tile of grainy noise, made once and laid over pictures at different places.</summary>
internal static class PhantomNoise
{
    private const int Mask = (1 << 20) - 1;

    /// <summary>Standard deviation 16, mean 0, neighbours correlated as in a reconstructed slice.</summary>
    private static readonly Lazy<short[]> Grain = new(MakeGrain);

    /// <summary>Adds grain of a standard deviation to a row; the place decides which part of the tile.</summary>
    public static void Add(Span<short> row, int place, int deviation)
    {
        var grain = Grain.Value;
        var at = place & Mask;
        for (var x = 0; x < row.Length; x++) row[x] += (short)(grain[(at + x) & Mask] * deviation >> 4);
    }

    /// <summary>One sample of the tile.</summary>
    public static int At(int place) => Grain.Value[place & Mask];

    /// <summary>Smooth noise in [-1, 1] of lattice size 1, the same for the same seed.</summary>
    public static double Smooth(double x, double y, double z, uint seed)
    {
        double fx = Math.Floor(x), fy = Math.Floor(y), fz = Math.Floor(z);
        double u = Ease(x - fx), v = Ease(y - fy), w = Ease(z - fz);
        int ix = (int)fx, iy = (int)fy, iz = (int)fz;
        return Mix(
            Mix(Mix(Lattice(ix, iy, iz, seed), Lattice(ix + 1, iy, iz, seed), u),
                Mix(Lattice(ix, iy + 1, iz, seed), Lattice(ix + 1, iy + 1, iz, seed), u), v),
            Mix(Mix(Lattice(ix, iy, iz + 1, seed), Lattice(ix + 1, iy, iz + 1, seed), u),
                Mix(Lattice(ix, iy + 1, iz + 1, seed), Lattice(ix + 1, iy + 1, iz + 1, seed), u), v), w);
    }

    private static double Ease(double t) => t * t * (3 - 2 * t);

    private static double Mix(double a, double b, double t) => a + (b - a) * t;

    private static double Lattice(int x, int y, int z, uint seed)
    {
        var h = (uint)x * 0x9E3779B1u ^ (uint)y * 0x85EBCA77u ^ (uint)z * 0xC2B2AE3Du ^ seed * 0x27D4EB2Fu;
        h = (h ^ h >> 15) * 0x2C1B3C6Du;
        h = (h ^ h >> 12) * 0x297A2D39u;
        return (h >> 8) * (2.0 / (1 << 24)) - 1;
    }

    private static short[] MakeGrain()
    {
        var raw = new int[Mask + 1];
        ulong state = 0x9E3779B97F4A7C15;
        for (var i = 0; i < raw.Length; i++)
        {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            raw[i] = (int)(state & 0xFF) + (int)(state >> 16 & 0xFF) + (int)(state >> 32 & 0xFF) + (int)(state >> 48 & 0xFF) - 510;
        }
        var grain = new short[raw.Length];
        for (var i = 0; i < raw.Length; i++)
        {
            var sum = 2 * raw[i] + raw[(i + 1) & Mask] + raw[(i - 1) & Mask] + raw[(i + 512) & Mask] + raw[(i - 512) & Mask];
            grain[i] = (short)(sum * 16 / 418);
        }
        return grain;
    }
}
