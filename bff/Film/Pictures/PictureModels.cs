using DicomRender.Describing;

namespace Bff.Film.Pictures;

/// <summary>An instance as the picture routes need it.</summary>
internal sealed record InstanceRow
{
    public required Guid Id { get; init; }
    public required Guid HospitalId { get; init; }
    public required Guid StudyId { get; init; }
    public Guid? PatientId { get; init; }

    /// <summary>One of <see cref="InstanceState"/>.</summary>
    public required string State { get; init; }

    /// <summary>Why it cannot be shown; with <see cref="InstanceState.Failed"/> alone.</summary>
    public string? FailureCode { get; init; }

    /// <summary>Of the file as it was sent, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the file as it was sent.</summary>
    public required long ByteSize { get; init; }
    public required int Frames { get; init; }

    /// <summary>Of the release that prepared it: another may show it otherwise.</summary>
    public required int Revision { get; init; }

    /// <summary>With <see cref="InstanceState.Ready"/> alone.</summary>
    public ImageDescription? Image { get; init; }
}

/// <summary>Why an instance within reach has no picture.</summary>
internal enum NotShown
{
    /// <summary>A report, a presentation state.</summary>
    NotAnImage,

    /// <summary>Its file is damaged; see <see cref="InstanceRow.FailureCode"/>.</summary>
    Failed,

    /// <summary>It is still being prepared.</summary>
    Processing,

    /// <summary>Samples are given of grey images alone.</summary>
    InColour,
}

/// <summary>What <c>annotation</c> asks for (PS3.18 8.3.5.1.1).</summary>
[Flags]
internal enum AnnotationParts
{
    None = 0,

    /// <summary>Name, sex, age, patient's number, date of birth.</summary>
    Patient = 1,

    /// <summary>Hospital, study date, which image, how it was made, its window.</summary>
    Technique = 2,
}
