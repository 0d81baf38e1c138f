using Bff.Film.Identity;
using Bff.Film.Ingest;
using DicomRender;
using Npgsql;

namespace Bff.Film.Corrections;

/// <summary>
/// Files what staff have decided on, at least once: a file is leased while it is worked on and leaves the list when it is stored. It comes
/// in as if it were sent, so that the study it goes to decides once more.
/// </summary>
internal sealed partial class Refiling(
    NpgsqlDataSource db, FilingCipher cipher, Rewriting rewriting, Reception reception, Audit audit, TimeProvider time,
    ILogger<Refiling> logger)
{
    public const string WorkerName = "film.refile";
    private const int AtOnce = 50;
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    /// <summary>One turn of a worker; whether there may be more.</summary>
    public async Task<bool> WorkAsync(CancellationToken cancellationToken)
    {
        var due = await LeaseAsync(cancellationToken);
        foreach (var file in due) await FileAsync(file, cancellationToken);
        return due.Count == AtOnce;
    }

    private async Task FileAsync(DueFile due, CancellationToken cancellationToken)
    {
        try
        {
            var instance = due.TargetUid is null
                ? await rewriting.ReadAsync(due.Sha256, due.ByteSize, cancellationToken)
                : await rewriting.RewriteAsync(due.Sha256, due.ByteSize, due.TargetUid, due.Patient, cancellationToken);
            var outcome = (await reception.StoreAsync(due.HospitalId, null, [instance], cancellationToken))[0];
            await audit.RecordAsync("system", "film-refile", null, new AuditEntry(
                outcome.IsStored ? "film.refiled" : "film.refile_refused", "study-uid:" + outcome.StudyInstanceUid, !outcome.IsStored, due.HospitalId));
            await db.ExecuteAsync("delete from film.aside where id = $1", cancellationToken, due.Id);
        }
        catch (Exception e) when (e is DicomException or FileLostException)
        {
            // Nothing that another try would mend; it stays in the list, where staff see that it waits.
            LogNotFiled(e, due.Id, due.Attempts);
            await db.ExecuteAsync(
                "update film.aside set due_at = $2 where id = $1", cancellationToken, due.Id, time.GetUtcNow() + TimeSpan.FromHours(due.Attempts));
        }
    }

    private Task<List<DueFile>> LeaseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return db.WriteAsync(
            $"""
            update film.aside a set due_at = $2, attempts = attempts + 1 from film.filing f
            where f.id = a.filing_id and a.id = any(array(
                select id from film.aside where due_at <= $1 order by due_at limit {AtOnce} for update skip locked))
            returning a.id, a.hospital_id, a.sha256, a.byte_size, f.target_uid, f.kind, f.identity_enc, f.id, a.attempts
            """,
            Read, cancellationToken, now, now + Lease);
    }

    private DueFile Read(NpgsqlDataReader r)
    {
        var (hospital, filing) = (r.GetGuid(1), r.GetGuid(7));
        var patient = r.GetString(5) == FilingState.Move ? cipher.Decrypt(r.GetFieldValue<byte[]>(6), filing, hospital) : null;
        return new DueFile(r.GetGuid(0), hospital, r.GetFieldValue<byte[]>(2), r.GetInt64(3), r.TextOrNull(4), patient, r.GetInt32(8));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The file {Id} could not be filed where staff have decided, try {Attempts}")]
    private partial void LogNotFiled(Exception e, Guid id, int attempts);
}
