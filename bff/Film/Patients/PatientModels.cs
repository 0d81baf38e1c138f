using Bff.Accounts.Contract;

namespace Bff.Film.Patients;

/// <summary>A study in the list of its patient, or of someone the patient let see it.</summary>
internal sealed record PatientStudy
{
    public required string Id { get; init; }
    public required HospitalRef Hospital { get; init; }
    public required DateOnly? StudyDate { get; init; }
    public required IReadOnlyList<string> Modalities { get; init; }
    public required string? StudyDescription { get; init; }
    public required int SeriesCount { get; init; }
    public required int InstanceCount { get; init; }
    public required bool HasReport { get; init; }

    /// <summary><c>processing</c> while an instance still waits to be prepared, else <c>ready</c>.</summary>
    public required string State { get; init; }
}
