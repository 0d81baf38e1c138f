namespace DicomRender.Frames;

/// <summary>An inclusive range of stored values.</summary>
public readonly record struct StoredRange(int Low, int High)
{
    public bool Contains(int stored) => stored >= Low && stored <= High;

    /// <summary>Every value of a word of <paramref name="bits"/> bits.</summary>
    public static StoredRange Of(int bits, bool signed) =>
        signed ? new(-(1 << (bits - 1)), (1 << (bits - 1)) - 1) : new(0, (1 << bits) - 1);
}
