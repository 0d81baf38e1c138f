using Bff.Film.Identity;

namespace Bff.Film.Ingest;

/// <summary>What a study is told by its instances besides whose it is; what is not known is null.</summary>
/// <param name="ReferringPhysicianName">Of a study that is read: empty when it is known.</param>
internal sealed record StudyFacts(
    string? AccessionNumber, string? PatientAge, DateOnly? StudyDate, string? StudyTime, string? StudyDescription,
    string? ReferringPhysicianName, string? StudyId)
{
    public static StudyFacts Of(InstanceAttributes a) => new(
        a.AccessionNumber, a.PatientAge, a.StudyDate, a.StudyTime, a.StudyDescription, a.ReferringPhysicianName, a.StudyId);

    /// <summary>Itself, and of the other what is not known.</summary>
    public StudyFacts FilledFrom(StudyFacts other) => new(
        AccessionNumber ?? other.AccessionNumber, PatientAge ?? other.PatientAge, StudyDate ?? other.StudyDate, StudyTime ?? other.StudyTime,
        StudyDescription ?? other.StudyDescription, ReferringPhysicianName ?? other.ReferringPhysicianName, StudyId ?? other.StudyId);
}

/// <summary>A study's row, locked until the transaction ends: nobody else adds to it or withdraws from it.</summary>
internal sealed record LockedStudy
{
    public required Guid Id { get; init; }
    public required PatientIdentity Identity { get; init; }
    public required StudyFacts Known { get; init; }

    /// <summary>Null: a person whose card is not known yet.</summary>
    public required Guid? PatientId { get; init; }

    /// <summary>The study with what an instance says that it did not know.</summary>
    public LockedStudy FilledFrom(InstanceAttributes a) => this with
    {
        Identity = Identity.FilledFrom(a.Identity),
        Known = Known.FilledFrom(StudyFacts.Of(a)),
    };

    /// <summary>Whether an instance names another order than the study; one study may answer two.</summary>
    public bool HasOtherAccession(InstanceAttributes a) =>
        a.AccessionNumber is not null && Known.AccessionNumber is not null && a.AccessionNumber != Known.AccessionNumber;
}
