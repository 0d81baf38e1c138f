using System.Text.Json;
using Chatbot.Text;
using Npgsql;

namespace Bff.Support.Knowledge;

/// <summary>SQL of the draft: what editors change between two versions.</summary>
internal sealed partial class KnowledgeStore
{
    /// <summary>Intents of a draft after a name, in the order of their names.</summary>
    public Task<List<IntentRow>> IntentsAsync(Guid? hospitalId, string? words, string? category, int limit, string? after, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select i.name, i.category, i.phase, i.enabled, (select count(*)::int from support.kb_utterance u where u.intent_id = i.id), jsonb_array_length(i.answers), i.answers->0->>'text',
                i.services, i.updated_at, s.display_name
            from support.kb_intent i left join accounts.v_staff_name s on s.id = i.updated_by
            where i.hospital_id is not distinct from $1::uuid and ($3::text is null or i.category = $3) and ($4::text is null or i.name collate "C" > $4)
                and ($2::text is null or position($2 in i.name) > 0 or exists (select from support.kb_utterance u where u.intent_id = i.id and position($2 in u.text) > 0))
            order by i.name collate "C" limit $5
            """,
            r => new IntentRow(
                r.GetString(0), r.GetString(1), r.TextOrNull(2), r.GetBoolean(3), r.GetInt32(4), r.GetInt32(5), r.TextOrNull(6) ?? "", r.GetFieldValue<string[]>(7),
                r.GetFieldValue<DateTimeOffset>(8), r.TextOrNull(9)),
            cancellationToken, hospitalId, words, category, after, limit);

    /// <summary>A short text that changes whenever something is written to, or taken from, the draft of a part.</summary>
    public async Task<string> DraftStampAsync(Guid? hospitalId, CancellationToken cancellationToken) =>
        (await db.ListAsync(
            """
            select concat_ws(' ', (select concat_ws(' ', count(*), max(updated_at)) from support.kb_intent where hospital_id is not distinct from $1::uuid),
                (select concat_ws(' ', count(*), max(updated_at)) from support.kb_document where hospital_id is not distinct from $1::uuid))
            """,
            r => r.GetString(0), cancellationToken, hospitalId))[0];

    public Task<KnowledgeIntent?> IntentAsync(Guid? hospitalId, string name, CancellationToken cancellationToken) =>
        db.FirstAsync(
            """
            select i.name, i.category, i.phase, i.answers, i.services, i.enabled, array(select u.text from support.kb_utterance u where u.intent_id = i.id order by u.position, u.normal)
            from support.kb_intent i where i.hospital_id is not distinct from $1::uuid and i.name = $2
            """,
            ReadIntent, cancellationToken, hospitalId, name);

    /// <summary>Writes an intent of the draft. With <paramref name="old"/> it takes that one's place; false when its name is taken, or there is no such old one.</summary>
    public Task<bool> SaveIntentAsync(Guid? hospitalId, string? old, KnowledgeIntent intent, Guid? by, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.TransactAsync(async connection =>
        {
            var answers = Answers(intent);
            var ids = old is null
                ? await connection.ListAsync(
                    """
                    insert into support.kb_intent (id, hospital_id, name, category, phase, answers, services, enabled, updated_at, updated_by)
                    values ($1, $2::uuid, $3, $4, $5::text, $6::jsonb, $7, $8, $9, $10::uuid) on conflict do nothing returning id
                    """,
                    r => r.GetGuid(0), cancellationToken, Guid.CreateVersion7(now), hospitalId, intent.Name, intent.Category, intent.Phase, answers, intent.Services.ToArray(), intent.Enabled, now, by)
                : await connection.ListAsync(
                    """
                    update support.kb_intent i set name = $3, category = $4, phase = $5::text, answers = $6::jsonb, services = $7, enabled = $8, updated_at = $9, updated_by = $10::uuid
                    where i.hospital_id is not distinct from $2::uuid and i.name = $1
                        and not exists (select from support.kb_intent o where o.hospital_id is not distinct from $2::uuid and o.name = $3 and o.id <> i.id)
                    returning i.id
                    """,
                    r => r.GetGuid(0), cancellationToken, old, hospitalId, intent.Name, intent.Category, intent.Phase, answers, intent.Services.ToArray(), intent.Enabled, now, by);
            if (ids is not [var id]) return false;
            await connection.ExecuteAsync("delete from support.kb_utterance where intent_id = $1", cancellationToken, id);
            var utterances = Distinct(intent.Utterances).ToArray();
            await connection.ExecuteAsync(
                "insert into support.kb_utterance (intent_id, normal, text, position) select $1, * from unnest($2::text[], $3::text[], $4::int[])", cancellationToken, id,
                utterances.Select(u => u.Normal).ToArray(), utterances.Select(u => u.Text).ToArray(), utterances.Select(u => u.Position).ToArray());
            return true;
        }, cancellationToken);

    public async Task<bool> DeleteIntentAsync(Guid? hospitalId, string name, CancellationToken cancellationToken) =>
        await db.ExecuteAsync("delete from support.kb_intent where hospital_id is not distinct from $1::uuid and name = $2", cancellationToken, hospitalId, name) == 1;

    /// <summary>Adds utterances to an intent of the draft; those it has already are left out. False when there is no such intent.</summary>
    public async Task<bool> AddUtterancesAsync(Guid? hospitalId, string intent, IReadOnlyList<string> texts, Guid? by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var utterances = Distinct(texts).ToArray();
        var found = await db.WriteAsync(
            """
            with target as (update support.kb_intent set updated_at = $5, updated_by = $6::uuid where hospital_id is not distinct from $1::uuid and name = $2 returning id),
            added as (
                insert into support.kb_utterance (intent_id, normal, text, position)
                select t.id, u.normal, u.text, 10000 from target t cross join unnest($3::text[], $4::text[]) as u (normal, text) on conflict do nothing)
            select id from target
            """,
            r => r.GetGuid(0), cancellationToken, hospitalId, intent, utterances.Select(u => u.Normal).ToArray(), utterances.Select(u => u.Text).ToArray(), now, by);
        return found.Count == 1;
    }

    /// <summary>Where the same question stands already, in the draft of the part and of the city.</summary>
    public Task<List<SameUtterance>> SameAsync(Guid? hospitalId, string utterance, string intent, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select u.text, i.name from support.kb_utterance u join support.kb_intent i on i.id = u.intent_id
            where u.normal = $2 and i.name <> $3 and (i.hospital_id is not distinct from $1::uuid or i.hospital_id is null) order by i.name limit 20
            """,
            r => new SameUtterance(r.GetString(0), r.GetString(1)), cancellationToken, hospitalId, TextNormalizer.Normalize(utterance), intent);

    public Task<string?> DocumentAsync(Guid? hospitalId, string kind, CancellationToken cancellationToken) =>
        db.FirstAsync("select body from support.kb_document where hospital_id is not distinct from $1::uuid and kind = $2", r => r.GetString(0), cancellationToken, hospitalId, kind);

    public Task SetDocumentAsync(Guid? hospitalId, string kind, string body, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            """
            insert into support.kb_document (hospital_id, kind, body, updated_at) values ($1::uuid, $2, $3::jsonb, $4)
            on conflict (hospital_id, kind) do update set body = excluded.body, updated_at = excluded.updated_at
            """,
            cancellationToken, hospitalId, kind, body, now);

    public Task<List<VersionRow>> VersionsAsync(Guid? hospitalId, int limit, long before, CancellationToken cancellationToken) =>
        db.ListAsync(
            """
            select v.number, v.note, s.display_name, v.published_at, encode(v.sha256, 'hex'), encode(m.sha256, 'hex'), m.train_seconds, v.report
            from support.kb_version v left join accounts.v_staff_name s on s.id = v.published_by left join lateral (
                select k.sha256, k.train_seconds from support.kb_model k where k.hospital_id is not distinct from v.hospital_id
                    and case when v.hospital_id is null then k.city_version else k.own_version end = v.number order by k.city_version desc limit 1) m on true
            where v.hospital_id is not distinct from $1::uuid and v.number < $2 order by v.number desc limit $3
            """,
            r => new VersionRow(
                r.GetInt32(0), r.GetString(1), r.TextOrNull(2), r.GetFieldValue<DateTimeOffset>(3), r.GetString(4), r.TextOrNull(5), r.ValueOrNull<float>(6),
                r.TextOrNull(7) is { } report ? JsonSerializer.Deserialize(report, KnowledgeApiJson.Default.IReadOnlyListChangedAnswer)! : []),
            cancellationToken, hospitalId, before, limit);

    public Task ReportAsync(Guid? hospitalId, int number, IReadOnlyList<ChangedAnswer> changed, CancellationToken cancellationToken) =>
        db.ExecuteAsync(
            "update support.kb_version set report = $3::jsonb where hospital_id is not distinct from $1::uuid and number = $2", cancellationToken, hospitalId, number,
            JsonSerializer.Serialize(changed, KnowledgeApiJson.Default.IReadOnlyListChangedAnswer));

    /// <summary>The newest questions that nobody has settled; texts are masked already.</summary>
    public Task<List<(Guid Id, string Text, DateTimeOffset At)>> UnansweredAsync(Guid? hospitalId, int limit, CancellationToken cancellationToken) =>
        db.ListAsync(
            "select id, masked, at from support.unanswered where settled_at is null and ($1::uuid is null or hospital_id = $1) order by id desc limit $2",
            r => (r.GetGuid(0), r.GetString(1), r.GetFieldValue<DateTimeOffset>(2)), cancellationToken, hospitalId, limit);

    public Task<int> SettleAsync(Guid? hospitalId, Guid[] ids, DateTimeOffset now, CancellationToken cancellationToken) =>
        db.ExecuteAsync("update support.unanswered set settled_at = $3 where id = any($2) and ($1::uuid is null or hospital_id = $1) and settled_at is null", cancellationToken, hospitalId, ids, now);
}
