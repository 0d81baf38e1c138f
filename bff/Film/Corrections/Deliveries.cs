using Bff.Film.Ingest;

namespace Bff.Film.Corrections;

/// <summary>What a hospital system delivers: instances that are stored, and rejection notes that are obeyed after them.</summary>
internal sealed class Deliveries(Reception reception, NoteStore notes, Withdrawals withdrawals)
{
    /// <summary>The right to take films back.</summary>
    public const string WithdrawRight = "film.withdraw";

    /// <summary>Each outcome in the order given.</summary>
    /// <param name="http">Of the sender.</param>
    /// <param name="studyUid">The study they must belong to; null: any.</param>
    public async Task<IReadOnlyList<StoredInstance>> StoreAsync(
        HttpContext http, Guid hospitalId, string? studyUid, IReadOnlyList<ReceivedInstance> received)
    {
        if (!received.Any(r => r.Attributes.Note is not null)) return await reception.StoreAsync(hospitalId, studyUid, received, http.RequestAborted);
        var instances = received.Where(r => r.Attributes.Note is null).ToList();
        var stored = new Queue<StoredInstance>(await reception.StoreAsync(hospitalId, studyUid, instances, http.RequestAborted));
        var outcomes = new List<StoredInstance>();
        foreach (var one in received)
            outcomes.Add(
                one.Attributes.Note is not { } note ? stored.Dequeue()
                : studyUid is not null && one.Attributes.StudyInstanceUid != studyUid ? Outcomes.OfAnotherStudy(one.Attributes)
                : await ObeyAsync(http, hospitalId, one, note));
        return outcomes;
    }

    private async Task<StoredInstance> ObeyAsync(HttpContext http, Guid hospitalId, ReceivedInstance received, RejectionNote note)
    {
        var caller = Caller.Of(http);
        var stored = Outcomes.Of(received.Attributes, Verdict.Stored);
        if (caller is not Caller.Integrator app || !app.Rights.Contains(WithdrawRight))
            return stored with
            {
                FailureReason = StoredInstance.NotAuthorized,
                Detail = "film.withdraw_not_granted: this app may not withdraw films.",
                Event = "film.withdraw_not_granted",
            };
        var order = new WithdrawalOrder(hospitalId, note.Cause, null, $"{caller.ActorKind}:{caller.ActorId}")
        {
            NoteUid = received.Attributes.SopInstanceUid,
        };
        var (outcome, withdrawn) = await notes.ObeyAsync(order, received, note, http.RequestAborted);
        if (withdrawn.Count > 0) await withdrawals.FinishAsync(http, order, withdrawn);
        return outcome switch
        {
            NoteOutcome.Obeyed or NoteOutcome.ObeyedBefore => stored,
            NoteOutcome.PartlyObeyed => stored with
            {
                WarningReason = StoredInstance.PartlyApplied,
                Detail = $"{withdrawn.Sum(w => w.Instances)} of {note.Instances.Count} instances were held and are withdrawn.",
            },
            NoteOutcome.UidTaken => Outcomes.Of(received.Attributes, Verdict.Held),
            NoteOutcome.NothingHere => stored with
            {
                FailureReason = StoredInstance.NoSuchInstance,
                Detail = "The note names no instance that is held.",
                Event = "film.note_unknown",
            },
        };
    }
}
