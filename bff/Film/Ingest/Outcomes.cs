namespace Bff.Film.Ingest;

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
