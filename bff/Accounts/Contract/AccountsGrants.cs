using Bff.Accounts.Grants;

namespace Bff.Accounts.Contract;

/// <summary>Who is given something.</summary>
public enum GrantHolder
{
    /// <summary>Another patient, such as a family member.</summary>
    Patient,

    /// <summary>A member of staff.</summary>
    Staff,

    /// <summary>A companion without an account.</summary>
    Companion,
}

/// <summary>Something of a patient that someone else may reach for a time.</summary>
public sealed record NewGrant
{
    /// <summary>What kind of person gets it.</summary>
    public required GrantHolder HolderKind { get; init; }

    /// <summary>Who gets it.</summary>
    public required Guid HolderId { get; init; }

    /// <summary>Whose data.</summary>
    public required Guid PatientId { get; init; }

    /// <summary>Which part of them: <c>film</c>, <c>support</c> … 2 to 31 lower-case letters or hyphens.</summary>
    public required string Scope { get; init; }

    /// <summary>One resource only, such as a study; null: every one of the scope.</summary>
    public Guid? ResourceId { get; init; }

    /// <summary>At one hospital only; null: at every one.</summary>
    public Guid? HospitalId { get; init; }

    /// <summary>From when on.</summary>
    public required DateTimeOffset ValidFrom { get; init; }

    /// <summary>Until when; after <see cref="ValidFrom"/>.</summary>
    public required DateTimeOffset ValidUntil { get; init; }

    /// <summary>Who gave it, kind and id: <c>patient:…</c>.</summary>
    public required string CreatedBy { get; init; }
}

/// <summary>A grant as the patient sees it.</summary>
/// <param name="Id">Revokes it.</param>
/// <param name="Grant">What was given to whom.</param>
/// <param name="RevokedAt">When it was taken back; null while it stands.</param>
public sealed record GivenGrant(Guid Id, NewGrant Grant, DateTimeOffset? RevokedAt);

/// <summary>Why a grant was not given.</summary>
public enum GrantRefusal
{
    /// <summary>The patient, the hospital or the end before the beginning: the grant makes no sense.</summary>
    Invalid,

    /// <summary>The same holder has the same already; revoke it first to change its hospital or its time.</summary>
    AlreadyGiven,
}

/// <summary>What became of a grant.</summary>
public abstract record GrantResult
{
    private GrantResult()
    {
    }

    /// <summary>It stands.</summary>
    /// <param name="Id">Revokes it.</param>
    public sealed record Given(Guid Id) : GrantResult;

    /// <summary>It was not given.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(GrantRefusal Reason) : GrantResult;
}

/// <summary>
/// Delegation: what someone may reach of a patient besides the patient himself. A grant arrives in <see cref="Reach"/> with the holder's
/// next
/// request, and leaves it with the first request after its end or its revocation. Revoked ones stay, as evidence.
/// </summary>
public sealed class AccountsGrants
{
    private readonly GrantStore _store;

    internal AccountsGrants(GrantStore store) => _store = store;

    /// <summary>Gives; the caller has made sure that <see cref="NewGrant.CreatedBy"/> may.</summary>
    public Task<GrantResult> GiveAsync(NewGrant grant, CancellationToken cancellationToken) => _store.GiveAsync(grant, cancellationToken);

    /// <summary>The grants on a patient's data, newest first, at most 200.</summary>
    public Task<List<GivenGrant>> ListAsync(Guid patientId, CancellationToken cancellationToken) =>
        _store.ListAsync(patientId, cancellationToken);

    /// <summary>Whether somebody may reach all of a patient's data of a scope at this moment.</summary>
    public Task<bool> StandsAsync(
        GrantHolder holderKind, Guid holderId, Guid patientId, string scope, CancellationToken cancellationToken) =>
        _store.StandsAsync(holderKind, holderId, patientId, scope, cancellationToken);

    /// <summary>Takes a grant back at once; false when this patient gave none of that id, or it was revoked before.</summary>
    public Task<bool> RevokeAsync(Guid patientId, Guid grantId, CancellationToken cancellationToken) =>
        _store.RevokeAsync(patientId, grantId, cancellationToken);
}
