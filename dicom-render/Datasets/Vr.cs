namespace DicomRender.Datasets;

#pragma warning disable CS1591 // The names are those of PS3.5 6.2; a summary would only repeat them.

/// <summary>
/// Value representations of PS3.5 6.2. The number is the two letters as they stand in an explicit VR file, first letter high.
/// </summary>
public enum Vr : ushort
{
    AE = 0x4145,
    AS = 0x4153,
    AT = 0x4154,
    CS = 0x4353,
    DA = 0x4441,
    DS = 0x4453,
    DT = 0x4454,
    FD = 0x4644,
    FL = 0x464C,
    IS = 0x4953,
    LO = 0x4C4F,
    LT = 0x4C54,
    OB = 0x4F42,
    OD = 0x4F44,
    OF = 0x4F46,
    OL = 0x4F4C,
    OV = 0x4F56,
    OW = 0x4F57,
    PN = 0x504E,
    SH = 0x5348,
    SL = 0x534C,
    SQ = 0x5351,
    SS = 0x5353,
    ST = 0x5354,
    SV = 0x5356,
    TM = 0x544D,
    UC = 0x5543,
    UI = 0x5549,
    UL = 0x554C,
    UN = 0x554E,
    UR = 0x5552,
    US = 0x5553,
    UT = 0x5554,
    UV = 0x5556,
}

/// <summary>What each value representation means for reading and writing (PS3.5 6.2, 7.1.2, 7.3).</summary>
internal static class VrRules
{
    public static bool IsKnown(Vr vr) => Enum.IsDefined(vr);

    /// <summary>Two capital letters: a VR this version of the standard may not know yet, always with a 32-bit length.</summary>
    public static bool LooksLikeVr(byte first, byte second) =>
        first is >= (byte)'A' and <= (byte)'Z' && second is >= (byte)'A' and <= (byte)'Z';

    /// <summary>Explicit VR with two reserved bytes and a 32-bit length (PS3.5 7.1.2).</summary>
    public static bool HasLongLength(Vr vr) => vr switch
    {
        Vr.AE or Vr.AS or Vr.AT or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.FD or Vr.FL or Vr.IS or Vr.LO or Vr.LT or Vr.PN
            or Vr.SH or Vr.SL or Vr.SS or Vr.ST or Vr.TM or Vr.UI or Vr.UL or Vr.US => false,
        _ => true,
    };

    /// <summary>Bytes of one number, the unit of byte swapping; 1 for text and bytes.</summary>
    public static int UnitSize(Vr vr) => vr switch
    {
        Vr.US or Vr.SS or Vr.OW or Vr.AT => 2,
        Vr.UL or Vr.SL or Vr.FL or Vr.OL or Vr.OF => 4,
        Vr.FD or Vr.OD or Vr.OV or Vr.SV or Vr.UV => 8,
        _ => 1,
    };

    public static bool IsText(Vr vr) => vr switch
    {
        Vr.AE or Vr.AS or Vr.CS or Vr.DA or Vr.DS or Vr.DT or Vr.IS or Vr.LO or Vr.LT or Vr.PN
            or Vr.SH or Vr.ST or Vr.TM or Vr.UC or Vr.UI or Vr.UR or Vr.UT => true,
        _ => false,
    };

    /// <summary>Text written in the Specific Character Set (PS3.5 6.1.2.3); the other text is ASCII.</summary>
    public static bool UsesCharacterSet(Vr vr) => vr is Vr.LO or Vr.LT or Vr.PN or Vr.SH or Vr.ST or Vr.UC or Vr.UT;

    /// <summary>Text in which a backslash is a character, not a separator.</summary>
    public static bool IsSingleText(Vr vr) => vr is Vr.LT or Vr.ST or Vr.UT or Vr.UR;

    public static bool IsBytes(Vr vr) => vr is Vr.OB or Vr.OD or Vr.OF or Vr.OL or Vr.OV or Vr.OW or Vr.UN;

    /// <summary>Turns big-endian values into little-endian ones, and back, in place.</summary>
    public static void SwapBytes(Vr vr, Span<byte> value)
    {
        var unit = UnitSize(vr);
        if (unit == 1) return;
        for (var i = 0; i + unit <= value.Length; i += unit) value.Slice(i, unit).Reverse();
    }
}
