namespace DicomRender.Describing;

/// <summary>What a pixel spacing measures (PS3.3 10.7.1.3).</summary>
public enum SpacingKind
{
    /// <summary>Unknown: distances are in pixels.</summary>
    None,

    /// <summary>Millimetres in the patient.</summary>
    Calibrated,

    /// <summary>Millimetres at the detector, not corrected for magnification: to be labelled so.</summary>
    Detector,

    /// <summary>At the detector, divided by the estimated magnification factor (0018,1114).</summary>
    Magnification,
}
