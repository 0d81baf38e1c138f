using System.Data;
using Npgsql;

namespace Bff.Film;

/// <summary>
/// SQL of files on their way into the archive. Its row is written before a file is and goes with the commit of the rows that refer to it, so
/// that the sweep need not guess: it holds the row while it removes the file, and whoever brings the same file again waits for it.
/// </summary>
internal sealed class ArrivalStore(NpgsqlDataSource db, TimeProvider time)
{
    /// <summary>A file is about to be put into the archive.</summary>
    public Task AnnounceAsync(byte[] sha256, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "insert into film.arrival (sha256, at) values ($1, $2) on conflict (sha256) do update set at = excluded.at",
            cancellationToken, sha256, time.GetUtcNow());

    /// <summary>
    /// Inside the transaction that stores instances, before they are stored: keeps the sweep from their files until the commit.
    /// </summary>
    /// <returns>
    /// What is held; others have arrived already. Null: a file is gone, because the upload took longer than <see cref="Leftovers.Age"/>.
    /// </returns>
    public static async Task<byte[][]?> HoldAsync(NpgsqlConnection connection, byte[][] sha256, CancellationToken cancellationToken)
    {
        var held = await connection.ListAsync(
            "select encode(sha256, 'hex') from film.arrival where sha256 = any($1) order by sha256 for update",
            r => r.GetString(0), cancellationToken, [sha256]);
        byte[][] mine = [.. held.Select(Convert.FromHexString)];
        byte[][] others = [.. sha256.Where(s => !held.Contains(Convert.ToHexStringLower(s)))];
        if (others.Length == 0) return mine;
        var referenced = await connection.ListAsync(
            "select distinct encode(sha256, 'hex') from film.file_use where sha256 = any($1)", r => r.GetString(0), cancellationToken,
            [others]);
        return others.All(s => referenced.Contains(Convert.ToHexStringLower(s))) ? mine : null;
    }

    /// <summary>Inside that transaction, after they are stored: what a row refers to has arrived; the rest is left to the sweep.</summary>
    /// <param name="held">What is held, and nothing more: to wait for another row now, behind the study's, could be to wait in a circle.</param>
    public static Task ArrivedAsync(NpgsqlConnection connection, byte[][] held, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(
            "delete from film.arrival a where a.sha256 = any($1) and exists (select from film.file_use i where i.sha256 = a.sha256)",
            cancellationToken, [held]);

    /// <summary>Files of the archive that no row refers to and nobody has announced are announced here, so that they are swept in time.</summary>
    /// <param name="sha256">Some files that lie in the archive.</param>
    public Task<int> AdoptAsync(byte[][] sha256, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into film.arrival (sha256, at) select s, $2 from unnest($1::bytea[]) as f (s)
            where not exists (select from film.file_use i where i.sha256 = f.s) on conflict (sha256) do nothing
            """, cancellationToken, sha256, time.GetUtcNow());

    /// <summary>
    /// Announces files that were withdrawn, and does something with those of them that no instance has, while nobody can bring them: whoever
    /// does waits for the row. One that is announced already is left to the sweep, for an upload of it may be under way.
    /// </summary>
    public Task WithdrawAsync(byte[][] sha256, Func<byte[], Task> work, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var mine = await connection.ListAsync(
                """
                insert into film.arrival (sha256, at) select s, $2 from (select distinct unnest($1::bytea[]) as s order by 1) f
                on conflict (sha256) do nothing returning sha256
                """,
                r => r.GetFieldValue<byte[]>(0), cancellationToken, sha256, time.GetUtcNow());
            var used = await connection.ListAsync(
                "select distinct encode(sha256, 'hex') from film.instance where sha256 = any($1)", r => r.GetString(0), cancellationToken,
                [mine.ToArray()]);
            foreach (var file in mine.Where(file => !used.Contains(Convert.ToHexStringLower(file)))) await work(file);
            await ArrivedAsync(connection, [.. mine], cancellationToken);
            return true;
        }, cancellationToken);

    /// <summary>The oldest that were announced before a moment.</summary>
    public Task<List<byte[]>> OldestAsync(DateTimeOffset before, int most, CancellationToken cancellationToken) =>
        db.ListAsync("select sha256 from film.arrival where at < $1 order by at limit $2", r => r.GetFieldValue<byte[]>(0), cancellationToken,
            before, most);

    /// <summary>Ends an arrival; its file is removed before the commit when no row refers to it.</summary>
    /// <returns>Whether the file was removed.</returns>
    public Task<bool> SweepAsync(byte[] sha256, DateTimeOffset before, Func<Task> remove, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            // Taken again since it was listed, or held by an upload that is being committed: it is no leftover.
            var ended = await connection.ListAsync(
                """
                delete from film.arrival where sha256 = (
                    select sha256 from film.arrival where sha256 = $1 and at < $2 for update skip locked)
                returning not exists (select from film.file_use i where i.sha256 = $1)
                """, r => r.GetBoolean(0), cancellationToken, sha256, before);
            if (ended is not [true]) return false;
            await remove();
            return true;
        }, cancellationToken);
}
