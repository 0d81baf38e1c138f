namespace DicomRender.Windowing;

/// <summary>
/// A modality or VOI LUT (PS3.3 C.11.1.1, C.11.2.1.1): <c>Entries[value - FirstMapped]</c>, values outside clamped to the ends.
/// </summary>
public sealed class LookupTable
{
    /// <param name="firstMapped">Input value of the first entry.</param>
    /// <param name="bits">Bits per entry, 1..16.</param>
    /// <param name="entries">1..65536 entries.</param>
    /// <param name="explanation">LUT Explanation, for the list of presets.</param>
    public LookupTable(int firstMapped, int bits, ushort[] entries, string? explanation = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bits, 16);
        ArgumentOutOfRangeException.ThrowIfZero(entries.Length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(entries.Length, 65536);
        (FirstMapped, Bits, Entries, Explanation) = (firstMapped, bits, entries, explanation);
        var greatest = entries.Max();
        White = greatest > 0 && greatest >> (bits - 1) == 0 ? greatest : (1 << bits) - 1;
    }

    public int FirstMapped { get; }

    public int Bits { get; }

    /// <summary>
    /// The entry that is shown white: 2^bits-1. Where no entry needs all these bits, the descriptor tells the size of an entry and not its
    /// range, and the greatest entry is white.
    /// </summary>
    public int White { get; }

    public ushort[] Entries { get; }

    public string? Explanation { get; }

    /// <summary>The entry of an input value. VOI LUTs see modality output, which need not be whole: it is rounded down.</summary>
    public ushort this[double value] => Entries[(int)Math.Clamp(Math.Floor(value) - FirstMapped, 0, Entries.Length - 1)];
}
