using Npgsql;

namespace Bff.Tests.Plans;

/// <summary>Tables that grow with use, filled to about 100,000 rows and analysed, as <c>loadtests/fill</c> draws them.</summary>
internal static class FullDatabase
{
    /// <summary>Those that grow with patients, films, talks and requests.</summary>
    public static readonly HashSet<string> Growing =
    [
        "film.study", "film.series", "film.instance", "film.link", "film.study_modality", "film.filing", "film.aside", "film.withdrawn",
        "film.rejection_note",
        "support.conversation", "support.message", "support.note", "support.callback", "support.unanswered",
        "accounts.patient", "accounts.card", "accounts.identity", "accounts.session", "accounts.grant", "accounts.integrator_nonce",
        "platform.audit", "platform.idempotency", "platform.throttle", "platform.outbox", "platform.schedule",
    ];

    /// <summary>Those that do not: as many rows as there are hospitals, staff, places, editors' texts or days; or a queue that is emptied.</summary>
    public static readonly HashSet<string> Small =
    [
        "accounts.hospital", "accounts.staff", "accounts.integrator", "accounts.integrator_hospital",
        "guide.site", "guide.campus", "guide.map", "guide.poi_edit", "guide.closure", "guide.here_code", "guide.point",
        "support.agent", "support.canned", "support.hours", "support.kb_intent", "support.kb_utterance", "support.kb_document",
        "support.kb_version", "support.kb_model", "support.kb_review", "support.kb_setting",
        "platform.migration", "platform.production", "platform.data_key", "film.arrival", "accounts.hub_ticket",
        "film.day", "support.day_count", "film.day_change", "support.day_change",
        "support.day_wait", "support.wait_change",
    ];

    private const string Others =
        """
        insert into support.note (id, hospital_id, conversation_id, staff_id, at, text_enc)
            select id, hospital_id, id, (select id from accounts.staff limit 1), created_at, '\x00' from support.conversation;
        insert into accounts.identity (provider, app_id, subject, patient_id, created_at)
            select 'wechat', 'fill', id::text, id, created_at from accounts.patient;
        insert into accounts.session (token_hash, id, patient_id, channel, created_at, last_seen_at, expires_at)
            select sha256(uuid_send(p.id) || int4send(n)), gen_random_uuid(), p.id, 'wechat', p.created_at, p.created_at, p.created_at + n * interval '100 days'
            from accounts.patient p cross join generate_series(1, 5) n;
        insert into accounts.grant (id, holder_kind, holder_id, patient_id, scope, valid_from, valid_until, created_by, created_at)
            select gen_random_uuid(), 'patient', gen_random_uuid(), p.id, 'film', now(), now() + interval '1 year', 'fill', now() from accounts.patient p;
        insert into accounts.integrator_nonce (integrator_id, nonce, seen_at)
            select i.id, 'fill-' || lpad(n::text, 8, '0'), now() - n * interval '1 second' from accounts.integrator i cross join generate_series(1, 100000) n;
        insert into platform.idempotency (caller, key, request_hash, status, created_at)
            select 'fill', n::text, '\x00', 200, now() - n * interval '1 second' from generate_series(1, 100000) n;
        insert into platform.throttle (bucket, hits, expires_at) select 'fill:' || n, 1, now() + (n % 600 - 30) * interval '1 second' from generate_series(1, 100000) n;
        insert into platform.outbox (id, topic, business_key, payload, state, max_attempts, due_at, expires_at, ended_at)
            select gen_random_uuid(), 'fill', n::text, null, 'done', 3, now(), now() + interval '1 day', now() from generate_series(1, 100000) n;
        insert into platform.schedule (name, subject, payload, next_at, due_at)
            select 'fill', n::text, '{}', now() + interval '1 year', now() + interval '1 year' from generate_series(1, 100000) n;
        insert into film.filing (id, hospital_id, kind, study_instance_uid, identity_index, identity_enc, differs, state, settled_by, settled_at, opened_at)
            select gen_random_uuid(), s.hospital_id, 'clash', s.study_instance_uid, sha256(uuid_send(s.id)), '\x00', '{patientId}',
                case when n % 50 = 0 then 'open' else 'reject' end, case when n % 50 = 0 then null else 'staff:fill' end, case when n % 50 = 0 then null else now() end, now()
            from (select *, row_number() over () as n from film.study) s;
        insert into film.aside (id, hospital_id, filing_id, sop_instance_uid, sha256, byte_size, received_at, due_at)
            select gen_random_uuid(), f.hospital_id, f.id, f.study_instance_uid || '.' || n, sha256(uuid_send(f.id) || int4send(n)), 1000, now(),
                case when f.state = 'open' or n = 1 then null else now() + interval '1 day' end from film.filing f cross join generate_series(1, 2) n;
        insert into film.withdrawn (id, hospital_id, study_instance_uid, series_instance_uid, sop_instance_uid, sha256, byte_size, cause, withdrawn_by, withdrawn_at, is_kept)
            select gen_random_uuid(), i.hospital_id, 'w.' || i.study_id, 'w.' || i.series_id, 'w.' || i.sop_instance_uid, sha256(uuid_send(i.id)), 1000, 'rejected', 'staff:fill', now(), true
            from film.instance i;
        insert into film.rejection_note (hospital_id, sop_instance_uid, sha256, cause, instances, obeyed_at)
            select s.hospital_id, 'n.' || s.id, sha256(uuid_send(s.id)), 'quality', 1, now() from film.study s;
        """;

    public static async Task FillAsync(NpgsqlDataSource db, CancellationToken cancellationToken)
    {
        await using var connection = await db.OpenConnectionAsync(cancellationToken);
        string[] parts =
        [
            "set statement_timeout = 0; set fill.hospitals = 30; set fill.patients = 20000; set fill.studies = 50000; set fill.conversations = 20000",
            await File.ReadAllTextAsync(Path.Combine(SourceTree.Root, "loadtests/fill/fill.sql"), cancellationToken), Others, "vacuum analyze",
        ];
        foreach (var sql in parts)
        {
            await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 300 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
    }
}
