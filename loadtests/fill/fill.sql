-- Fills a migrated database as a city of hospitals would: big and small ones, a year of days in the order in which they passed, common and
-- rare modalities, states and reasons. Before it: the sandbox's people (a host has started once) and
--   set fill.hospitals = 30; set fill.patients = 300000; set fill.studies = 3000000; set fill.conversations = 1000000;
-- which makes 1.3 series and 2.3 instances a study and 10 lines a conversation. Names of patients and texts are not real ciphertexts, so
-- conversations belong to the sandbox's people, whose names open; a study has none.
select setseed(0.42);
create temp table at_work (hospital_id uuid, place int, staff_ids uuid[]);

create function pg_temp.number(name text) returns bigint language sql as $$ select current_setting('fill.' || name)::bigint $$;
-- A version 7 UUID of a moment; n keeps it unique and in order.
create function pg_temp.id_at(at timestamptz, n bigint) returns uuid language sql immutable as $$
    select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid
$$;
-- Of a year that ends now, the moment at which so much of it has passed.
create function pg_temp.moment(share float8) returns timestamptz language sql stable as $$
    select now() - interval '1 second' - (1 - share) * interval '365 days'
$$;

insert into accounts.hospital (id, code, name, created_at)
    select gen_random_uuid(), 'fill-' || lpad(n::text, 2, '0'), '第' || n || '医院', now() from generate_series(1, pg_temp.number('hospitals')) n;
-- One that nobody has ever been to.
insert into accounts.hospital (id, code, name, created_at) values (gen_random_uuid(), 'fill-empty', '新建医院', now());
insert into accounts.staff (id, hospital_id, username, display_name, password_hash, roles, created_at)
    select gen_random_uuid(), h.id, h.code || '-' || n, '坐席' || n, '', '{agent}', now()
    from accounts.hospital h cross join generate_series(1, 3) n where h.code like 'fill-__';
insert into support.agent (staff_id, hospital_id, seen_at) select id, hospital_id, now() from accounts.staff where username like 'fill-__-_';
insert into at_work select h.id, row_number() over (order by h.code), array(select s.id from accounts.staff s where s.hospital_id = h.id)
    from accounts.hospital h where h.code like 'fill-__';
analyze at_work;

insert into accounts.patient (id, hospital_id, name_enc, id_no_index, phone_index, created_at)
    select pg_temp.id_at(pg_temp.moment(n::float8 / pg_temp.number('patients')), n), w.hospital_id, '\x00', sha256(int8send(n)),
        sha256(int8send(n / 2)), now()
    from (select n, 1 + floor(pg_temp.number('hospitals') * power(random(), 1.7))::int as place
        from generate_series(1, pg_temp.number('patients')) n) d join at_work w on w.place = d.place;
insert into accounts.card (id, hospital_id, patient_id, mrn_enc, mrn_index, created_at)
    select gen_random_uuid(), hospital_id, id, '\x00', sha256(uuid_send(id)), created_at from accounts.patient where name_enc = '\x00';

-- Studies come in the order of their days; one in thirty is an old one, one in a hundred has no day.
create temp table study_drawn as
    select n, pg_temp.moment(n::float8 / pg_temp.number('studies')) as at,
        1 + floor(pg_temp.number('hospitals') * power(random(), 1.7))::int as place, random() as kind, random() as age, random() as whose
    from generate_series(1, pg_temp.number('studies')) n;
create temp table person as select id, row_number() over () as place from accounts.patient where name_enc = '\x00';
create unique index on person (place);
analyze study_drawn, person;
insert into film.study (id, hospital_id, patient_id, study_instance_uid, accession_number, mrn_index, patient_sex, study_date, study_time,
        study_description, study_id, report_text, created_at)
    select pg_temp.id_at(d.at, d.n), w.hospital_id, p.id, '1.2.156.112605.' || d.n, 'A' || d.n, sha256(uuid_send(p.id)), 'F',
        case when d.age < 0.01 then null when d.age < 0.04 then (d.at - d.kind * interval '3650 days')::date else d.at::date end,
        '101500', '检查', d.n::text, case when d.kind < 0.5 then '未见明显异常。' end, d.at
    from study_drawn d join at_work w on w.place = d.place
        join person p on p.place = 1 + floor(pg_temp.number('patients') * d.whose)::int;

-- A first series for each, a second one for three of ten.
insert into film.series (id, hospital_id, study_id, series_instance_uid, modality, series_number)
    select pg_temp.id_at(d.at, d.n * 2 + s), w.hospital_id, pg_temp.id_at(d.at, d.n), '1.2.156.112605.' || d.n || '.' || s,
        case when d.kind < 0.0001 then 'RG' when d.kind < 0.002 then 'PT' when d.kind < 0.05 then 'MG' when d.kind < 0.15 then 'MR'
            when d.kind < 0.4 then 'CT' when d.kind < 0.65 then 'DX' when d.kind < 0.7 then 'XA' else 'US' end, s
    from study_drawn d join at_work w on w.place = d.place cross join generate_series(1, 2) s where s = 1 or d.n % 10 < 3;
insert into film.study_modality (study_id, modality, hospital_id, study_date)
    select distinct e.study_id, e.modality, e.hospital_id, s.study_date from film.series e join film.study s on s.id = e.study_id
    where s.study_instance_uid like '1.2.156.112605.%';

-- One instance in most series, nine in one of ten. The newest wait, a few have failed, some are no pictures.
insert into film.instance (id, hospital_id, study_id, series_id, sop_instance_uid, sop_class_uid, transfer_syntax_uid, instance_number,
        rows, columns, frames, sha256, byte_size, state, failure_code, failure_detail, received_at)
    select pg_temp.id_at(d.at, (d.n * 2 + s) * 16 + i), w.hospital_id, pg_temp.id_at(d.at, d.n), pg_temp.id_at(d.at, d.n * 2 + s),
        '1.2.156.112605.' || d.n || '.' || s || '.' || i, '1.2.840.10008.5.1.4.1.1.2', '1.2.840.10008.1.2.4.90', i, 512, 512, 1,
        sha256(int8send((d.n * 2 + s) * 16 + i)), 180000 + d.n % 70000, c.state, case c.state when 'failed' then 'codec' end,
        case c.state when 'failed' then '压缩格式不支持' end, d.at
    from study_drawn d join at_work w on w.place = d.place cross join generate_series(1, 2) s
        cross join lateral generate_series(1, case when (d.n + s) % 10 < 6 then 1 when (d.n + s) % 10 < 9 then 2 else 9 end) i
        cross join lateral (select case when d.n > pg_temp.number('studies') - 100 then 'received' when d.n % 1000 < 3 then 'failed'
            when d.n % 1000 < 15 then 'not_image' else 'ready' end as state) c
    where s = 1 or d.n % 10 < 3;
insert into film.link (id, hospital_id, study_id, key_hash, purpose, created_by, created_at, expires_at, views)
    select pg_temp.id_at(d.at, d.n), w.hospital_id, pg_temp.id_at(d.at, d.n), sha256(int8send(d.n)), '会诊', 'integrator:fill', d.at,
        d.at + interval '7 days', (d.whose * 5)::int
    from study_drawn d join at_work w on w.place = d.place where d.n % 10 = 0;

create temp table talk_drawn as
    select n, pg_temp.moment(n::float8 / pg_temp.number('conversations')) as at,
        1 + floor(pg_temp.number('hospitals') * power(random(), 1.7))::int as place, random() as kind, random() as luck,
        n > pg_temp.number('conversations') - 200 as is_open
    from generate_series(1, pg_temp.number('conversations')) n;
create temp table speaker as select id, row_number() over () as place from accounts.patient where name_enc <> '\x00';
analyze talk_drawn, speaker;
insert into support.conversation (id, hospital_id, patient_id, state, last_number, handoff_reason, handed_at, queued_at, agent_id,
        assigned_at, answered_at, rating, created_at, last_at, closed_at, closed_by, channel)
    select pg_temp.id_at(d.at, d.n), w.hospital_id, p.id, c.state, 10,
        case when c.handed then (array['request', 'misses', 'complaint', 'flow'])[1 + d.n % 4] end, case when c.handed then d.at + interval '60 seconds' end,
        case c.state when 'queue' then d.at + interval '60 seconds' end, case c.state when 'agent' then w.staff_ids[1 + d.n % 3] end,
        case c.state when 'agent' then d.at + interval '70 seconds' end,
        case when c.handed and c.state <> 'queue' and d.luck < 0.95 then d.at + interval '60 seconds' + d.luck * interval '400 seconds' end,
        case when c.state = 'closed' and d.luck < 0.15 then 1 + (d.luck * 33)::int % 5 end, d.at, d.at + interval '10 minutes',
        case c.state when 'closed' then d.at + interval '20 minutes' end, case c.state when 'closed' then 'patient' end,
        (array['h5', 'wechat', 'wechat', 'miniprogram', 'suishenban'])[1 + d.n % 5]
    from talk_drawn d join at_work w on w.place = d.place join speaker p on p.place = 1 + d.n % (select count(*) from speaker)
        cross join lateral (select d.kind < 0.2 as handed, case when not d.is_open then 'closed' when d.kind >= 0.2 then 'bot'
            when d.n % 2 = 0 then 'queue' else 'agent' end as state) c;

-- A greeting, then question and answer; from the seventh line on an agent answers what was handed over.
insert into support.message (conversation_id, number, id, hospital_id, at, author, author_id, author_name, text_enc, intent, outcome, rating)
    select pg_temp.id_at(d.at, d.n), i, pg_temp.id_at(d.at, d.n * 16 + i), w.hospital_id, d.at + i * interval '20 seconds', c.author,
        case c.author when 'agent' then w.staff_ids[1 + d.n % 3] end, '', '\x00',
        case when c.author = 'bot' and i > 1 then '问题' || (d.n * 7 + i) % (20 + d.n % 130) end,
        case when c.author = 'bot' and i > 1 then (array['answer', 'answer', 'answer', 'service', 'unknown'])[1 + (d.n + i) % 5] end,
        case when c.author = 'bot' and (d.n + i) % 50 = 0 then case when d.n % 3 = 0 then -1 else 1 end end
    from talk_drawn d join at_work w on w.place = d.place cross join generate_series(1, 10) i
        cross join lateral (select case when i % 2 = 0 then 'patient' when i >= 7 and d.kind < 0.2 then 'agent' else 'bot' end as author) c;
insert into support.callback (id, hospital_id, conversation_id, patient_id, phone_enc, text_enc, created_at, done_at, done_by)
    select c.id, c.hospital_id, c.id, c.patient_id, '\x00', '\x00', c.created_at, case when d.n % 50 > 0 then c.created_at end,
        case when d.n % 50 > 0 then w.staff_ids[1] end
    from talk_drawn d join support.conversation c on c.id = pg_temp.id_at(d.at, d.n) join at_work w on w.place = d.place where d.n % 10 = 0;
insert into support.unanswered (id, hospital_id, masked, at, settled_at)
    select pg_temp.id_at(d.at, d.n), w.hospital_id, '这个怎么办', d.at, case when d.n % 40 > 0 then d.at end
    from talk_drawn d join at_work w on w.place = d.place where d.n % 5 = 0;
insert into platform.audit (at, actor_kind, actor_id, action, outcome, subject, hospital_id, trace_id, last_at)
    select d.at, 'staff', w.staff_ids[1]::text, 'support.read', 'ok', 'conversation:' || d.n, w.hospital_id, '', d.at
    from talk_drawn d join at_work w on w.place = d.place order by d.n;
