namespace DicomRender.Datasets;

#pragma warning disable CS1591 // The names are those of PS3.6; a summary would only repeat them.

/// <summary>The tags of the first overlay plane, group 6000; those of the n-th plane lie in group 6000 + 2n (PS3.5 7.6).</summary>
public static class OverlayTags
{
    public static readonly DicomTag OverlayRows = new(0x6000, 0x0010);
    public static readonly DicomTag OverlayColumns = new(0x6000, 0x0011);
    public static readonly DicomTag NumberOfFramesInOverlay = new(0x6000, 0x0015);
    public static readonly DicomTag OverlayDescription = new(0x6000, 0x0022);
    public static readonly DicomTag OverlayType = new(0x6000, 0x0040);
    public static readonly DicomTag OverlayOrigin = new(0x6000, 0x0050);
    public static readonly DicomTag ImageFrameOrigin = new(0x6000, 0x0051);
    public static readonly DicomTag OverlayBitsAllocated = new(0x6000, 0x0100);
    public static readonly DicomTag OverlayBitPosition = new(0x6000, 0x0102);
    public static readonly DicomTag OverlayLabel = new(0x6000, 0x1500);
    public static readonly DicomTag OverlayData = new(0x6000, 0x3000);
}
