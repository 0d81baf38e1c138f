using System.Globalization;
using Bff.Gateways.FilmArchive;
using DicomRender.Placing;
using Npgsql;

namespace Bff.Film.Ingest;

/// <summary>SQL of what comes in.</summary>
internal sealed class IngestStore(NpgsqlDataSource db, StudyFiling studies, TimeProvider time)
{
    /// <summary>
    /// Stores received instances of one hospital in one transaction and says of each what became of it. Of one UID the first bytes are
    /// kept; the unique index decides, the same bytes again are the same instance, and one that had failed is tried anew. Of one study all
    /// are of one patient; the study's row decides, which is locked.
    /// </summary>
    public Task<Dictionary<ReceivedInstance, Judged>> AddInstancesAsync(
        Guid hospitalId, IReadOnlyList<ReceivedInstance> received, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            byte[][] files = [.. received.Select(r => r.Sha256).DistinctBy(Convert.ToHexStringLower)];
            if (await ArrivalStore.HoldAsync(connection, files, cancellationToken) is not { } held)
                throw new ArchiveUnavailableException(new TimeoutException("The upload took longer than a day; its first files are gone."));
            // A study and a series begin with what is kept of them: they take neither their row nor a word from what is refused.
            var judged = await HeldInstances.FindAsync(connection, hospitalId, received, cancellationToken);
            var intake = new Intake(connection, hospitalId, judged, cancellationToken);
            var firsts = FirstsOf(received, judged);
            var rows = new List<InstanceToAdd>();
            // In order of their UIDs, so that two pushes of the same studies cannot wait for each other in a circle.
            foreach (var study in firsts.Values.GroupBy(r => r.Attributes.StudyInstanceUid).OrderBy(g => g.Key, StringComparer.Ordinal))
                rows.AddRange(await studies.FileAsync(intake, [.. study]));
            await InsertInstancesAsync(intake, rows);
            await JudgeLateAsync(intake, rows);
            foreach (var again in received.Where(r => !judged.ContainsKey(r))) judged[again] = judged[firsts[again.Attributes.SopInstanceUid]];
            await ArrivalStore.ArrivedAsync(connection, held, cancellationToken);
            return judged;
        }, cancellationToken);

    /// <summary>What instances are prepared as by this release; what has a lower one is prepared again.</summary>
    public const short Revision = 2;

    /// <summary>Leases the oldest waiting instances; a lease that ran out (a killed worker) is taken again.</summary>
    public Task<List<LeasedInstance>> LeaseAsync(int count, TimeSpan lease, CancellationToken cancellationToken) =>
        db.WriteAsync(
            """
            update film.instance i set leased_until = now() + $2, attempts = attempts + 1
            where i.id in (
                select id from film.instance where state = 'received' and (leased_until is null or leased_until < now())
                order by received_at limit $1 for update skip locked)
            returning i.id, encode(i.sha256, 'hex'), i.attempts
            """,
            ReadLease, cancellationToken, count, lease);

    /// <summary>Leases one instance that someone waits for; null when another worker has it.</summary>
    public async Task<LeasedInstance?> LeaseOneAsync(Guid id, TimeSpan lease, CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            """
            update film.instance i set leased_until = now() + $2, attempts = attempts + 1
            where i.id = $1 and i.state = 'received' and (i.leased_until is null or i.leased_until < now())
            returning i.id, encode(i.sha256, 'hex'), i.attempts
            """,
            ReadLease, cancellationToken, id, lease)).FirstOrDefault();

    /// <summary>Whether an instance is still to be prepared.</summary>
    public async Task<bool> IsWaitingAsync(Guid id, CancellationToken cancellationToken) =>
        await db.ListAsync(
            "select id from film.instance where id = $1 and state = 'received'", r => r.GetGuid(0), cancellationToken, id) is not [];

    /// <summary>Records that an instance is prepared.</summary>
    /// <param name="frames">Null: what the header says stands.</param>
    /// <param name="place">Where it stands.</param>
    public Task FinishAsync(Guid id, string state, string? imageJson, int? frames, SlicePlace place, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update film.instance set state = $2, image = $3::jsonb, frames = coalesce($4::int, frames), leased_until = null,
                place = $5::float8[], revision = $6
            where id = $1 and state in ('received', 'ready', 'not_image')
            """,
            cancellationToken, id, state, imageJson, frames, place.ToNumbers(), Revision);

    /// <summary>Leases an instance that an earlier release prepared; it goes on being shown meanwhile.</summary>
    public async Task<LeasedInstance?> LeaseOutdatedAsync(TimeSpan lease, CancellationToken cancellationToken) =>
        (await db.WriteAsync(
            """
            update film.instance i set leased_until = now() + $1
            where i.id = (
                select id from film.instance
                where revision < 2 and state in ('ready', 'not_image') and (leased_until is null or leased_until < now())
                order by id limit 1 for update skip locked)
            returning i.id, encode(i.sha256, 'hex'), i.attempts
            """,
            ReadLease, cancellationToken, lease)).FirstOrDefault();

    /// <summary>Leaves an instance as it was prepared before: its file cannot be read any more, and what was made of it can be shown.</summary>
    public Task LeaveAsync(Guid id, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update film.instance set revision = $2, leased_until = null where id = $1", cancellationToken, id, Revision);

    /// <summary>Records why an instance cannot be shown.</summary>
    public Task FailAsync(Guid id, string code, string detail, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            update film.instance set state = 'failed', failure_code = $2, failure_detail = $3, leased_until = null
            where id = $1 and state = 'received'
            """,
            cancellationToken, id, code, detail);

    /// <summary>Puts a leased instance back, to be tried again after a wait; also renews a lease.</summary>
    public Task PostponeAsync(Guid id, TimeSpan wait, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update film.instance set leased_until = now() + $2 where id = $1 and state = 'received'", cancellationToken, id, wait);

    /// <summary>Gives the films that came before their patient's card to the patient; those that have one keep it.</summary>
    public Task<int> BindCardAsync(Guid hospitalId, byte[] mrnIndex, Guid patientId, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update film.study set patient_id = $3 where hospital_id = $1 and mrn_index = $2 and patient_id is null",
            cancellationToken, hospitalId, mrnIndex, patientId);

    /// <summary>Of each UID the first of the request; other bytes under it are refused, the same bytes again share its fate.</summary>
    private static Dictionary<string, ReceivedInstance> FirstsOf(
        IReadOnlyList<ReceivedInstance> received, Dictionary<ReceivedInstance, Judged> judged)
    {
        var firsts = new Dictionary<string, ReceivedInstance>();
        foreach (var instance in received)
            if (!firsts.TryAdd(instance.Attributes.SopInstanceUid, instance)
                && !instance.Sha256.AsSpan().SequenceEqual(firsts[instance.Attributes.SopInstanceUid].Sha256))
                judged.TryAdd(instance, new Judged(Verdict.Held));
        return firsts;
    }

    /// <summary>Another push, or a withdrawal, may have won since: what is not there now is told so, and leaves no empty study.</summary>
    private static async Task JudgeLateAsync(Intake intake, List<InstanceToAdd> rows)
    {
        if (rows.Count == 0) return;
        var lost = await HeldInstances.FindAsync(
            intake.Connection, intake.HospitalId, [.. rows.Select(r => r.Received)], intake.Stop);
        foreach (var (instance, why) in lost) intake.Judged[instance] = why;
        // The rows of study and series are locked by this push, so nobody else can be adding to them.
        if (lost.Count > 0)
            await HeldInstances.RemoveEmptyAsync(
                intake.Connection, [.. rows.SelectMany(r => new[] { r.StudyId, r.SeriesId }).Distinct()], intake.Stop);
    }

    private async Task InsertInstancesAsync(Intake intake, List<InstanceToAdd> rows)
    {
        if (rows.Count == 0) return;
        var now = time.GetUtcNow();
        var inOrder = rows.OrderBy(r => r.Received.Attributes.SopInstanceUid, StringComparer.Ordinal).ToArray();
        await intake.Connection.ExecuteAsync(
            $"""
            insert into film.instance as i (id, hospital_id, study_id, series_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid,
                instance_number, position, rows, columns, frames, sha256, byte_size, sent_sha256, received_at, place, revision)
            select r.id, $1, r.study, r.series, r.uid, r.class, r.syntax,
                r.number, r.position, r.rows, r.columns, r.frames, r.sha, r.size, r.sent, $2, r.place::float8[], $18
            from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::int[], $10::float8[],
                    $11::int[], $12::int[], $13::int[], $14::bytea[], $15::bigint[], $16::bytea[], $17::text[])
                as r (id, study, series, uid, class, syntax, number, position, rows, columns, frames, sha, size, sent, place)
            where not {HeldInstances.WithdrawnBytes}
            on conflict (hospital_id, sop_instance_uid) do update
                set state = 'received', failure_code = null, failure_detail = null, attempts = 0, leased_until = null
                where i.state = 'failed' and i.sha256 = excluded.sha256
            """,
            intake.Stop,
            intake.HospitalId, now, inOrder.Select(_ => Guid.CreateVersion7(now)).ToArray(), inOrder.Select(r => r.StudyId).ToArray(),
            inOrder.Select(r => r.SeriesId).ToArray(), Of(a => a.SopInstanceUid), Of(a => a.SopClassUid),
            Of(a => a.TransferSyntaxUid), Of(a => a.InstanceNumber), Of(a => a.Position), Of(a => a.Rows), Of(a => a.Columns),
            Of(a => a.Frames),
            inOrder.Select(r => r.Received.Sha256).ToArray(), inOrder.Select(r => r.Received.ByteSize).ToArray(),
            inOrder.Select(r => r.Received.SentSha256).ToArray(), Of(a => PlaceText(a.Place)), Revision);

        T[] Of<T>(Func<InstanceAttributes, T> column) => [.. inOrder.Select(r => column(r.Received.Attributes))];
    }

    /// <summary>An array of arrays would have to be of one length, and is taken apart whole by unnest.</summary>
    private static string PlaceText(SlicePlace place) =>
        "{" + string.Join(',', place.ToNumbers().Select(number => number.ToString("R", CultureInfo.InvariantCulture))) + "}";

    private static LeasedInstance ReadLease(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetInt32(2));
}
