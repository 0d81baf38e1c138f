using Bff.Film.Ingest;

namespace Bff.Film.Dicomweb.Stow;

/// <summary>Why a whole upload is refused; a single part that is bad is an outcome of its own.</summary>
internal enum StowRefusal
{
    HospitalNotYours,
    NotMultipart,
    TooManyInstances,
    NoParts,
    MultipartMalformed,
}

/// <summary>How an upload ended.</summary>
/// <param name="Instances">Every instance with its outcome; none when the whole upload is refused.</param>
/// <param name="Refusal">Why the whole upload is refused.</param>
internal sealed record StowOutcome(IReadOnlyList<StoredInstance> Instances, StowRefusal? Refusal = null);
