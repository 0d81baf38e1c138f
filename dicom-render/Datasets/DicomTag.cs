namespace DicomRender.Datasets;

/// <summary>The name of a data element: group and element number (PS3.5 7.1).</summary>
/// <param name="Group">Group number; odd groups are private.</param>
/// <param name="Element">Element number within the group.</param>
public readonly record struct DicomTag(ushort Group, ushort Element) : IComparable<DicomTag>
{
    internal static readonly DicomTag Item = new(0xFFFE, 0xE000);
    internal static readonly DicomTag ItemDelimiter = new(0xFFFE, 0xE00D);
    internal static readonly DicomTag SequenceDelimiter = new(0xFFFE, 0xE0DD);

    /// <summary>Group and element as one number, the order of elements in a data set.</summary>
    public uint Value => (uint)Group << 16 | Element;

    /// <summary>True for groups that a vendor defines (odd numbers).</summary>
    public bool IsPrivate => (Group & 1) == 1;

    internal bool IsPrivateCreator => IsPrivate && Element is >= 0x0010 and <= 0x00FF;

    internal bool IsGroupLength => Element == 0;

    /// <inheritdoc/>
    public int CompareTo(DicomTag other) => Value.CompareTo(other.Value);

    /// <summary>The eight hexadecimal digits of the DICOM JSON model, such as <c>00100010</c> (PS3.18 F.2.2).</summary>
    public string ToHex() => Value.ToString("X8", null);

    /// <summary>The usual written form, such as <c>(0010,0010)</c>.</summary>
    public override string ToString() => $"({Group:X4},{Element:X4})";

    /// <summary>Order by group, then element.</summary>
    public static bool operator <(DicomTag left, DicomTag right) => left.Value < right.Value;

    /// <summary>Order by group, then element.</summary>
    public static bool operator >(DicomTag left, DicomTag right) => left.Value > right.Value;

    /// <summary>Order by group, then element.</summary>
    public static bool operator <=(DicomTag left, DicomTag right) => left.Value <= right.Value;

    /// <summary>Order by group, then element.</summary>
    public static bool operator >=(DicomTag left, DicomTag right) => left.Value >= right.Value;
}
