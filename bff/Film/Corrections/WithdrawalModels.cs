using Bff.Film.Ingest;

namespace Bff.Film.Corrections;

/// <summary>What is withdrawn: a study, of it a series, of that some instances.</summary>
/// <param name="SeriesUid">Null: every series.</param>
/// <param name="SopUids">Null: every instance.</param>
internal sealed record WithdrawalScope(string StudyUid, string? SeriesUid = null, string[]? SopUids = null)
{
    /// <summary>Leave alone what waits under the study UID: it is of somebody else.</summary>
    public bool LeavesWaiting { get; init; }
}

/// <summary>Who withdraws and why.</summary>
/// <param name="Cause">One of <see cref="WithdrawalCause"/>.</param>
/// <param name="Reason">In words of staff; null: a system did it.</param>
/// <param name="By">Kind and id.</param>
internal sealed record WithdrawalOrder(Guid HospitalId, string Cause, string? Reason, string By)
{
    /// <summary>Of the rejection note that says so.</summary>
    public string? NoteUid { get; init; }
}

/// <summary>What was withdrawn of one study.</summary>
/// <param name="PatientId">Whose it was; null: of a card that is not known, or nobody's yet.</param>
/// <param name="Gone">The instances.</param>
internal sealed record Withdrawal(string StudyUid, Guid? PatientId, IReadOnlyList<GoneInstance> Gone)
{
    /// <summary>0: there was none.</summary>
    public int Instances => Gone.Count;

    /// <summary>Hashes, lower-case hexadecimal.</summary>
    public IEnumerable<string> Files => Gone.Select(g => Convert.ToHexStringLower(g.Sha256)).Distinct();
}

/// <summary>An instance that has just been taken out.</summary>
internal sealed record GoneInstance(string SeriesUid, string SopUid, byte[] Sha256, byte[]? SentSha256, long ByteSize, Guid? SeriesId = null);

/// <summary>What became of a rejection note.</summary>
internal enum NoteOutcome
{
    Obeyed,

    /// <summary>Obeyed, but some of what it names is not here.</summary>
    PartlyObeyed,

    /// <summary>It was obeyed before; what has come since stays.</summary>
    ObeyedBefore,

    /// <summary>Another note was obeyed under its UID.</summary>
    UidTaken,

    /// <summary>Nothing that it names is here.</summary>
    NothingHere,
}
