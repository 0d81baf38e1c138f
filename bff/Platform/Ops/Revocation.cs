using Npgsql;

namespace Bff.Platform.Ops;

/// <summary>
/// A kind of access that can be taken away, narrowed or used up, which a restore must not give back. Registered by the slice that gives it.
/// </summary>
/// <param name="Name">For the operator: <c>links</c>.</param>
/// <param name="Revoked">SQL: the ids, or JSON, as text, of what is so in the database that is replaced; null: nothing of it is to survive.</param>
/// <param name="Revoke">SQL: makes it so of those of <c>$1::text[]</c>; null: all that could have been revoked since the backup.</param>
public sealed record Revocation(string Name, string? Revoked, string Revoke)
{
    /// <summary>What was revoked in a database that is about to be replaced; null where it cannot be known.</summary>
    internal async Task<string[]?> ReadAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        if (Revoked is null) return null;
        try
        {
            return [.. await db.ListAsync(Revoked, row => row.GetString(0), cancellationToken)];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName
            or PostgresErrorCodes.UndefinedColumn)
        {
            return null; // Some other database, or one of long ago.
        }
    }
}

/// <summary>Carries what was revoked over into a restored database.</summary>
internal sealed class Revocations(IReadOnlyList<Revocation> kinds)
{
    private readonly Dictionary<string, string[]?> _known = [];

    /// <summary>Remembers what is revoked in the database that is about to be replaced.</summary>
    public async Task ReadAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        foreach (var kind in kinds) _known[kind.Name] = await kind.ReadAsync(db, cancellationToken);
    }

    /// <summary>Revokes it in the restored one; where it is not known, everything that could have been, unless the operator vouches.</summary>
    /// <param name="keepAccess">The operator says that nothing was revoked since the backup.</param>
    /// <returns>What was done, for the operator.</returns>
    public async Task<string> CarryAsync(NpgsqlDataSource db, bool keepAccess, CancellationToken cancellationToken)
    {
        var said = new List<string>();
        foreach (var kind in kinds)
        {
            var ids = _known.GetValueOrDefault(kind.Name);
            if (ids is null && keepAccess && kind.Revoked is not null) continue;
            said.Add($"{kind.Name} {await db.ExecuteAsync(kind.Revoke, cancellationToken, [ids])}");
        }
        // Kept answers may hold credentials that were shown once.
        await db.ExecuteAsync("delete from platform.idempotency", cancellationToken);
        return "Not brought back to life: " + string.Join(", ", said) + ".";
    }
}
