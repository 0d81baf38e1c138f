using DicomRender;
using DicomRender.Datasets;

namespace Bff.Film.Ingest;

/// <summary>An instance that a rejection note names.</summary>
internal sealed record NotedInstance(string StudyUid, string SeriesUid, string SopUid);

/// <summary>A Key Object Selection by which a hospital takes back what it sent (IHE Imaging Object Change Management).</summary>
/// <param name="Cause">Column <c>film.withdrawn.cause</c>.</param>
/// <param name="Instances">At least one.</param>
internal sealed record RejectionNote(string Cause, IReadOnlyList<NotedInstance> Instances)
{
    /// <summary>Instances that one note may name; a study of more is withdrawn as a whole.</summary>
    public const int Most = 100_000;

    private const string KeyObjectSelection = "1.2.840.10008.5.1.4.1.1.88.59";

    /// <summary>The note that a data set is; null: it is none, also a key object selection of another title.</summary>
    /// <exception cref="DicomException">A note that names nothing, or too much, or not by UIDs.</exception>
    public static RejectionNote? Read(DicomDataset d)
    {
        if (d.GetString(DicomTags.SopClassUid)?.TrimEnd('\0', ' ') != KeyObjectSelection) return null;
        if (d.GetSequence(DicomTags.ConceptNameCodeSequence) is not [var title, ..] || title.GetString(DicomTags.CodingSchemeDesignator) != "DCM")
            return null;
        var cause = title.GetString(DicomTags.CodeValue) switch
        {
            "113001" => WithdrawalCause.Quality,
            "113037" => WithdrawalCause.Safety,
            "113038" => WithdrawalCause.Worklist,
            "113039" => WithdrawalCause.Expired,
            _ => null,
        };
        if (cause is null) return null;
        var named = Named(d).Take(Most + 1).Distinct().ToList();
        return named.Count switch
        {
            0 => throw new DicomException("missing_attribute", "The rejection note names no instance."),
            > Most => throw new DicomException("invalid_attribute", $"The rejection note names more than {Most} instances."),
            _ => new RejectionNote(cause, named),
        };
    }

    private static IEnumerable<NotedInstance> Named(DicomDataset d) =>
        from study in d.GetSequence(DicomTags.CurrentRequestedProcedureEvidenceSequence)
        from series in study.GetSequence(DicomTags.ReferencedSeriesSequence)
        from instance in series.GetSequence(DicomTags.ReferencedSopSequence)
        select new NotedInstance(
            Uid(study, DicomTags.StudyInstanceUid), Uid(series, DicomTags.SeriesInstanceUid), Uid(instance, DicomTags.ReferencedSopInstanceUid));

    private static string Uid(DicomDataset d, DicomTag tag) =>
        d.GetString(tag)?.TrimEnd('\0', ' ') is { Length: > 0 and <= 64 } uid && uid.All(c => char.IsAsciiDigit(c) || c == '.')
            ? uid
            : throw new DicomException("invalid_attribute", "The rejection note names an instance without its UIDs.");
}

/// <summary>Why something was withdrawn, column <c>film.withdrawn.cause</c>.</summary>
internal static class WithdrawalCause
{
    public const string Quality = "quality", Safety = "safety", Worklist = "worklist", Expired = "expired", Deleted = "deleted",
        Rejected = "rejected", Moved = "moved", Replaced = "replaced";

    /// <summary>
    /// Whether the archive keeps the file, so that a mistake can be undone: of what is bad or filed wrongly by someone's judgement. What a
    /// hospital withdraws for a patient's safety, deletes, or lets expire is gone.
    /// </summary>
    public static bool KeepsFile(string cause) => cause is Quality or Rejected or Replaced;
}
