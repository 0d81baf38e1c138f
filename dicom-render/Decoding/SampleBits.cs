namespace DicomRender.Decoding;

/// <summary>How a sample lies in its word, as the attributes claim it (PS3.5 8.1.1).</summary>
/// <param name="Allocated">Bits of the word (0028,0100).</param>
/// <param name="Stored">Bits that carry the value (0028,0101).</param>
/// <param name="HighBit">Position of the value's highest bit (0028,0102).</param>
/// <param name="IsSigned">Whether values are two's complement (0028,0103).</param>
public readonly record struct SampleBits(int Allocated, int Stored, int HighBit, bool IsSigned = false);
