using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>What became of a received instance.</summary>
internal enum Verdict
{
    Stored,

    /// <summary>Stored, and the study now knows of its patient or its order what it did not.</summary>
    Filled,

    /// <summary>Stored; it says another accession number than its study, which keeps its own.</summary>
    AccessionDiffers,

    /// <summary>It is held already, under the study that staff have decided on.</summary>
    HeldElsewhere,

    /// <summary>Its UID is held with other bytes: the first is kept.</summary>
    Held,

    /// <summary>These very bytes were withdrawn.</summary>
    Withdrawn,

    /// <summary>It is of another patient than its study and waits for staff.</summary>
    SetAside,

    /// <summary>It is of another patient than its study, and staff have decided that such are not taken.</summary>
    Rejected,

    /// <summary>Staff have decided that it belongs to another study.</summary>
    FiledElsewhere,
}

/// <param name="Verdict">What became of it.</param>
/// <param name="TargetUid">The study it belongs to; with <see cref="Verdict.FiledElsewhere"/> alone.</param>
internal readonly record struct Judged(Verdict Verdict, string? TargetUid = null)
{
    /// <summary>
    /// Held with other bytes in the very study it names: where it is of another patient, it may be the correction of what is held.
    /// </summary>
    public bool MayCorrect { get; init; }
}

/// <summary>Instances of one hospital being stored in one transaction.</summary>
/// <param name="Judged">What is decided of them so far, by reference.</param>
internal sealed record Intake(
    NpgsqlConnection Connection, Guid HospitalId, Dictionary<ReceivedInstance, Judged> Judged, CancellationToken Stop)
{
    /// <summary>Whether it is to be inserted.</summary>
    public bool IsKept(ReceivedInstance instance) =>
        Judged.TryGetValue(instance, out var known) && known.Verdict is Verdict.Stored or Verdict.Filled or Verdict.AccessionDiffers;
}

/// <summary>A row to insert.</summary>
internal sealed record InstanceToAdd(ReceivedInstance Received, Guid StudyId, Guid SeriesId);

/// <summary>What a sender is told of an instance, in the standard's numbers. The text says nothing of a patient.</summary>
internal static class Outcomes
{
    /// <summary>An instance that does not belong to the study its request names.</summary>
    public static StoredInstance OfAnotherStudy(InstanceAttributes a) =>
        Of(a) with { FailureReason = StoredInstance.DoesNotMatch, Detail = "The instance belongs to another study." };

    /// <summary>An instance that was judged.</summary>
    public static StoredInstance Of(InstanceAttributes a, Verdict verdict) => verdict switch
    {
        Verdict.Stored => Of(a),
        Verdict.Filled => Of(a) with { Event = "film.study_filled" },
        Verdict.AccessionDiffers => Of(a) with { Event = "film.accession_differs" },
        Verdict.HeldElsewhere or Verdict.FiledElsewhere => Of(a) with { WarningReason = StoredInstance.Coerced, Event = "film.filed_elsewhere" },
        Verdict.Held => Of(a) with
        {
            FailureReason = StoredInstance.DuplicateInstance,
            Detail = "Another file is held under this SOP Instance UID; the first is kept.",
        },
        Verdict.Withdrawn => Of(a) with
        {
            FailureReason = StoredInstance.NotAuthorized,
            Detail = "film.withdrawn: these bytes were withdrawn.",
            Event = "film.withdrawn",
        },
        Verdict.SetAside => Of(a) with
        {
            FailureReason = StoredInstance.DoesNotMatch,
            Detail = "film.identity_clash: not the study's patient; staff will settle it.",
            Event = "film.identity_clash",
        },
        Verdict.Rejected => Of(a) with
        {
            FailureReason = StoredInstance.DoesNotMatch,
            Detail = "film.identity_clash: not the study's patient; refused by staff.",
            Event = "film.identity_clash",
        },
    };

    private static StoredInstance Of(InstanceAttributes a) =>
        new(a.SopClassUid, a.SopInstanceUid, a.StudyInstanceUid, a.SeriesInstanceUid, null, null);
}
