namespace Bff.Film.Dicomweb;

/// <summary>What studies are asked for by. Absent parts do not restrict.</summary>
internal sealed record StudyFilter
{
    /// <summary>The medical card number at its hospital.</summary>
    public string? PatientId { get; init; }
    public string? AccessionNumber { get; init; }
    public string[]? StudyInstanceUids { get; init; }
    public DateOnly? From { get; init; }
    public DateOnly? To { get; init; }

    /// <summary>Any of these.</summary>
    public string[]? Modalities { get; init; }
    public int Limit { get; init; } = 100;
    public int Offset { get; init; }
}

/// <summary>What series are asked for by. Absent parts do not restrict.</summary>
internal sealed record SeriesFilter(string? StudyUid, string? SeriesUid, string? Modality, int Limit, int Offset);

/// <summary>What instances are asked for by. Absent parts do not restrict.</summary>
internal sealed record InstanceFilter(string? StudyUid, string? SeriesUid, string? SopUid, int Limit, int Offset = 0);

/// <summary>A study with what QIDO-RS and the manifest say of it. Personal fields are decrypted.</summary>
internal sealed record StudyRow
{
    public required Guid Id { get; init; }
    public required Guid HospitalId { get; init; }

    /// <summary>Null: a person whose card is not known yet.</summary>
    public required Guid? PatientId { get; init; }
    public required string HospitalCode { get; init; }
    public required string HospitalName { get; init; }
    public required string StudyInstanceUid { get; init; }
    public string? AccessionNumber { get; init; }
    public string? PatientName { get; init; }
    public string? Mrn { get; init; }
    public string? PatientSex { get; init; }
    public DateOnly? PatientBirthDate { get; init; }
    public string? PatientAge { get; init; }
    public DateOnly? StudyDate { get; init; }
    public string? StudyTime { get; init; }
    public string? StudyDescription { get; init; }
    public string? ReferringPhysicianName { get; init; }
    public string? StudyId { get; init; }
    public string? ReportText { get; init; }
    public DateTimeOffset? ReportPublishedAt { get; init; }
    public required string[] Modalities { get; init; }
    public required int SeriesCount { get; init; }
    public required int InstanceCount { get; init; }

    /// <summary>Whether an instance still waits to be prepared.</summary>
    public required bool IsProcessing { get; init; }
}

/// <summary>A series with what QIDO-RS says of it.</summary>
internal sealed record SeriesRow
{
    public required Guid Id { get; init; }
    public required Owner Owner { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string SeriesInstanceUid { get; init; }
    public required string Modality { get; init; }
    public int? SeriesNumber { get; init; }
    public string? SeriesDescription { get; init; }
    public string? BodyPartExamined { get; init; }
    public DateOnly? SeriesDate { get; init; }
    public required int InstanceCount { get; init; }
}

/// <summary>An instance with what QIDO-RS and the manifest say of it.</summary>
internal sealed record InstanceListRow
{
    public required Guid Id { get; init; }
    public required Owner Owner { get; init; }
    public required Guid SeriesId { get; init; }
    public required string StudyInstanceUid { get; init; }
    public required string SeriesInstanceUid { get; init; }
    public required string SopInstanceUid { get; init; }
    public required string SopClassUid { get; init; }
    public required string TransferSyntaxUid { get; init; }
    public int? InstanceNumber { get; init; }
    public int? Rows { get; init; }
    public int? Columns { get; init; }
    public int? Frames { get; init; }

    /// <summary>One of <see cref="InstanceState"/>.</summary>
    public required string State { get; init; }

    /// <summary>What a viewer needs to window and measure; null before it is prepared.</summary>
    public string? ImageJson { get; init; }

    /// <summary>Of the file as it was sent, lower-case hexadecimal.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Of the file as it was sent.</summary>
    public required long ByteSize { get; init; }
}
