using Bff.Film.Dicomweb;
using Bff.Film.Ingest;
using Bff.Platform.Pipes;

namespace Bff.Film.Corrections;

/// <summary>What staff put right, each with its reason.</summary>
internal sealed class OfficeCorrections(
    FilingDesk desk, StudyStore studies, Withdrawals withdrawals, WithdrawnStore evidence, Rewriting rewriting, Reception reception,
    Workers workers)
{
    /// <summary>Decides a clash; what waits is filed in a moment.</summary>
    public async Task<(SettleOutcome Outcome, Guid HospitalId)> SettleAsync(HttpContext http, Guid id, string state, string reason)
    {
        var by = ByOf(http);
        var (outcome, hospital, withdrawn) = await desk.SettleAsync(Reach.Of(http), id, state, reason, by, http.RequestAborted);
        if (outcome != SettleOutcome.Settled) return (outcome, hospital);
        await withdrawals.FinishAsync(
            http, new WithdrawalOrder(hospital, WithdrawalCause.Replaced, reason, by), [.. withdrawn.Where(w => w.Instances > 0)]);
        workers.Wake(Refiling.WorkerName);
        return (outcome, hospital);
    }

    /// <summary>Withdraws of a study within reach; false when there is nothing like it.</summary>
    public async Task<bool> RejectAsync(HttpContext http, Guid studyId, Rejection what, string reason)
    {
        if (await studies.StudyAsync(Reach.Of(http), studyId, http.RequestAborted) is not { } study) return false;
        var order = new WithdrawalOrder(study.HospitalId, WithdrawalCause.Rejected, reason, ByOf(http));
        var scope = new WithdrawalScope(study.StudyInstanceUid, what.SeriesInstanceUid, what.SopInstanceUids?.ToArray()) { LeavesWaiting = true };
        return (await withdrawals.WithdrawAsync(http, order, scope, http.RequestAborted)).Instances > 0;
    }

    /// <summary>Moves within the hospital; null: it is done, and seen there in a moment.</summary>
    public async Task<MoveRefusal?> MoveAsync(HttpContext http, Guid studyId, Move what, string reason)
    {
        if (await studies.StudyAsync(Reach.Of(http), studyId, http.RequestAborted) is not { } study) return MoveRefusal.Nothing;
        var target = what.Target!;
        if (target.StudyInstanceUid == study.StudyInstanceUid) return MoveRefusal.SamePlace;
        var order = new WithdrawalOrder(study.HospitalId, WithdrawalCause.Moved, reason, ByOf(http));
        var scope = new WithdrawalScope(study.StudyInstanceUid, what.SeriesInstanceUid, what.SopInstanceUids?.ToArray());
        var (refusal, withdrawn) = await desk.MoveAsync(order, scope, target.StudyInstanceUid, target.Patient, http.RequestAborted);
        if (refusal is not null) return refusal;
        await withdrawals.FinishAsync(http, order, [withdrawn!]);
        workers.Wake(Refiling.WorkerName);
        return null;
    }

    /// <summary>Brings an instance back as it was sent; null: there is none within reach that is kept.</summary>
    /// <returns>Whether it is there again; not when another has taken its place.</returns>
    public async Task<(bool IsBack, RestorableInstance Instance)?> RestoreAsync(HttpContext http, Guid id)
    {
        if (await evidence.BeginRestoreAsync(Reach.Of(http), id, ByOf(http), http.RequestAborted) is not { } instance) return null;
        var isBack = false;
        try
        {
            var received = await rewriting.ReadAsync(instance.Sha256, instance.ByteSize, http.RequestAborted);
            isBack = (await reception.StoreAsync(instance.HospitalId, null, [received], http.RequestAborted))[0].IsStored;
            return (isBack, instance);
        }
        finally
        {
            if (!isBack) await evidence.EndRestoreAsync(id, CancellationToken.None);
        }
    }

    private static string ByOf(HttpContext http) => $"{Caller.Of(http).ActorKind}:{Caller.Of(http).ActorId}";
}
