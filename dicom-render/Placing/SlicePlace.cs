namespace DicomRender.Placing;

/// <summary>
/// Where an image or a frame stands in space and time, as its file says; kept as numbers (<see cref="ToNumbers"/>). What is not finite is
/// absent.
/// </summary>
public sealed record SlicePlace
{
    private const int Moments = 8;

    /// <summary>Direction cosines of a row and of a column (0020,0037); null unless all six are there and span a plane.</summary>
    public IReadOnlyList<double>? Orientation { get; init; }

    /// <summary>Centre of the first pixel, mm (0020,0032); null unless all three are there.</summary>
    public IReadOnlyList<double>? Position { get; init; }

    /// <summary>
    /// What tells images at one place apart, the most telling first: temporal position, acquisition number, time of acquisition (s), delay
    /// after the trigger (ms), echo time (ms), b-value, first dimension index, time of content (s). Always eight; null where not said.
    /// </summary>
    public IReadOnlyList<double?> Times { get; init; } = new double?[Moments];

    /// <summary>Dimension Index Values of a frame (0020,9157), else empty.</summary>
    public IReadOnlyList<double> Dimensions { get; init; } = [];

    /// <summary>Whether the image lies somewhere in space.</summary>
    public bool IsInSpace => Orientation is not null && Position is not null;

    /// <summary>The place as it is kept: six cosines, three millimetres, eight moments; NaN where absent.</summary>
    public double[] ToNumbers() =>
    [
        .. Orientation ?? Enumerable.Repeat(double.NaN, 6), .. Position ?? Enumerable.Repeat(double.NaN, 3),
        .. Times.Select(time => time ?? double.NaN),
    ];

    /// <summary>The place that was kept; of fewer numbers, those that are there.</summary>
    public static SlicePlace FromNumbers(IReadOnlyList<double> numbers)
    {
        double[] Part(int from, int count) => [.. Enumerable.Range(from, count).Select(i => i < numbers.Count ? numbers[i] : double.NaN)];
        return Of(Part(0, 6), Part(6, 3), [.. Part(9, Moments).Select(time => (double?)time)]);
    }

    /// <summary>A place of what a file says; what makes no sense is left out.</summary>
    /// <param name="orientation">Six cosines.</param>
    /// <param name="position">Three millimetres.</param>
    /// <param name="times">As <see cref="Times"/>.</param>
    /// <param name="dimensions">As <see cref="Dimensions"/>.</param>
    public static SlicePlace Of(
        IReadOnlyList<double> orientation, IReadOnlyList<double> position, IReadOnlyList<double?> times,
        IReadOnlyList<double>? dimensions = null) => new()
        {
            Orientation = orientation.Count == 6 && SpansPlane(orientation) ? orientation : null,
            Position = position.Count == 3 && position.All(IsSensible) ? position : null,
            Times = [.. times.Select(time => time is { } moment && double.IsFinite(moment) ? time : null)],
            Dimensions = dimensions is not null && dimensions.All(double.IsFinite) ? dimensions : [],
        };

    /// <summary>The normal of a plane, of length 1.</summary>
    internal static (double X, double Y, double Z) NormalOf(IReadOnlyList<double> o)
    {
        var (x, y, z) = (o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5], o[0] * o[4] - o[1] * o[3]);
        var length = Math.Sqrt(x * x + y * y + z * z);
        return (x / length, y / length, z / length);
    }

    private static bool SpansPlane(IReadOnlyList<double> o)
    {
        if (!o.All(IsSensible)) return false;
        var (x, y, z) = NormalOf(o);
        return double.IsFinite(x + y + z);
    }

    // Millimetres and cosines are small; a number near the end of all numbers would make the others' differences vanish.
    private static bool IsSensible(double number) => double.IsFinite(number) && Math.Abs(number) <= 1e9;
}
