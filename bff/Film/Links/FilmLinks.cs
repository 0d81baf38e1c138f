using Bff.Accounts.Contract;

namespace Bff.Film.Links;

/// <summary>Links to one study each: whoever holds the key opens the film until the link expires, is used up or revoked.</summary>
internal sealed class FilmLinks(LinkStore store, LinkKeys keys, LinkCache cache, AccountsGrants grants, TimeProvider time)
{
    /// <summary>Makes a link to a study within reach; null when there is none. The key is returned once.</summary>
    public async Task<IssuedLink?> CreateAsync(Reach reach, LinkOrder order, CancellationToken cancellationToken)
    {
        var issued = keys.Issue(order.Lifetime);
        return await store.AddAsync(reach, order, LinkKeys.Hash(issued.Key), issued.ExpiresAt, cancellationToken) is { } owner
            ? issued with { Owner = owner } : null;
    }

    /// <summary>Looks at a key: signature and expiry first, then the row.</summary>
    public async ValueTask<LinkOutcome> OpenAsync(string key, CancellationToken cancellationToken)
    {
        if (keys.Check(key) is { } refusal) return new LinkOutcome(null, refusal);
        if (!cache.TryFind(key, out var grant))
        {
            grant = await FindAsync(key, cancellationToken);
            cache.Keep(key, grant);
        }
        return grant switch
        {
            null => new LinkOutcome(null, LinkRefusal.Unknown),
            { WithdrawnAt: not null } => new LinkOutcome(grant, LinkRefusal.Withdrawn),
            { RevokedAt: not null } => new LinkOutcome(grant, LinkRefusal.Revoked),
            _ when time.GetUtcNow() >= grant.ExpiresAt => new LinkOutcome(grant, LinkRefusal.Expired),
            _ => new LinkOutcome(grant, null),
        };
    }

    /// <summary>A link made under what somebody granted ends when that is taken back.</summary>
    private async Task<LinkGrant?> FindAsync(string key, CancellationToken cancellationToken)
    {
        var grant = await store.FindAsync(LinkKeys.Hash(key), cancellationToken);
        if (grant is not { MadeByPatient: { } maker, RevokedAt: null } || maker == grant.PatientId) return grant;
        var stands = grant.PatientId is { } patient
            && await grants.StandsAsync(GrantHolder.Patient, maker, patient, FilmServices.Scope, cancellationToken);
        return stands ? grant : grant with { RevokedAt = time.GetUtcNow() };
    }

    /// <inheritdoc cref="LinkStore.IsWithdrawnAsync"/>
    public Task<bool> IsWithdrawnAsync(LinkGrant grant, string study, string? series, string? sop, CancellationToken cancellationToken) =>
        store.IsWithdrawnAsync(grant, study, series, sop, cancellationToken);

    /// <summary>Counts one opening of the film; false when the last permitted one was used.</summary>
    public Task<bool> CountViewAsync(LinkGrant grant, CancellationToken cancellationToken) =>
        store.CountViewAsync(grant.Id, cancellationToken);

    /// <summary>Whether <see cref="CountViewAsync"/> would count; what is remembered of a link may be an opening behind.</summary>
    public Task<bool> HasViewLeftAsync(LinkGrant grant, CancellationToken cancellationToken) =>
        store.HasViewLeftAsync(grant.Id, cancellationToken);

    /// <summary>Ends a link within reach; false when there is none. One that is revoked already stays so.</summary>
    public async Task<bool> RevokeAsync(Reach reach, Guid id, CancellationToken cancellationToken)
    {
        var isRevoked = await store.RevokeAsync(reach, id, cancellationToken);
        cache.Clear();
        return isRevoked;
    }
}
