-- What was counted on a day of Shanghai's calendar, of a hospital and (hospital_id null) of all. A transaction that changes it adds rows to
-- day_change, which wait for nobody; a worker adds those up. Both together are the figures, exact at every moment.
create table support.day_count (
    hospital_id   uuid references accounts.hospital,
    kind          text not null check (kind in (
        'channel', 'handed', 'star', -- of conversations, on the day they were opened
        'reason', -- of conversations, on the day a person was asked for
        'message', 'up', 'down', 'intent', 'reply')), -- of lines, on the day they were written
    day           date not null,
    name          text not null,
    count         bigint not null,
    unique nulls not distinct (hospital_id, kind, day, name)
);
create table support.day_change (
    id            bigint generated always as identity primary key,
    hospital_id   uuid not null,
    kind          text not null,
    day           date not null,
    name          text not null default '',
    count         bigint not null
);

create function support.day_of(at timestamptz) returns date language sql immutable as $$ select (at at time zone 'Asia/Shanghai')::date $$;

-- What one line counts for.
create function support.line_counts(author text, number integer, intent text, outcome text, rating smallint)
returns table (kind text, name text) language sql immutable as $$
    select v.kind, v.name from (values
        ('message', '', true),
        ('up', '', rating = 1),
        ('down', '', rating = -1),
        ('intent', intent, author = 'bot' and intent is not null and outcome in ('answer', 'service', 'handoff')),
        ('reply', case when intent is not null and outcome in ('answer', 'service', 'handoff') then 'covered' else 'open' end,
            author = 'bot' and number > 1 and outcome is not null)) v (kind, name, counts) where v.counts
$$;

-- What one conversation counts for.
create function support.talk_counts(created_at timestamptz, channel text, handed_at timestamptz, handoff_reason text, rating smallint)
returns table (kind text, day date, name text) language sql immutable as $$
    select v.kind, support.day_of(v.at), v.name from (values
        ('channel', created_at, channel, true),
        ('handed', created_at, '', handed_at is not null),
        ('star', created_at, rating::text, rating is not null),
        ('reason', handed_at, handoff_reason, handed_at is not null and handoff_reason is not null)) v (kind, at, name, counts)
    where v.counts
$$;

create function support.count_messages_in() returns trigger language plpgsql as $$
begin
    insert into support.day_change (hospital_id, kind, day, name, count)
        select m.hospital_id, k.kind, support.day_of(m.at), k.name, count(*)
        from added m
            cross join lateral support.line_counts(m.author, m.number, m.intent, m.outcome, m.rating) k
        group by 1, 2, 3, 4;
    return null;
end
$$;
create function support.count_messages_out() returns trigger language plpgsql as $$
begin
    insert into support.day_change (hospital_id, kind, day, name, count)
        select m.hospital_id, k.kind, support.day_of(m.at), k.name, -count(*)
        from removed m
            cross join lateral support.line_counts(m.author, m.number, m.intent, m.outcome, m.rating) k
        group by 1, 2, 3, 4;
    return null;
end
$$;
create function support.count_message_changed() returns trigger language plpgsql as $$
begin
    insert into support.day_change (hospital_id, kind, day, name, count)
        select old.hospital_id, k.kind, support.day_of(old.at), k.name, -1
            from support.line_counts(old.author, old.number, old.intent, old.outcome, old.rating) k
        union all select new.hospital_id, k.kind, support.day_of(new.at), k.name, 1
            from support.line_counts(new.author, new.number, new.intent, new.outcome, new.rating) k;
    return null;
end
$$;
create trigger messages_in after insert on support.message referencing new table as added
    for each statement execute function support.count_messages_in();
create trigger messages_out after delete on support.message referencing old table as removed
    for each statement execute function support.count_messages_out();
create trigger message_changed after update on support.message for each row
    when ((old.hospital_id, old.at, old.rating, old.author, old.number, old.intent, old.outcome)
        is distinct from (new.hospital_id, new.at, new.rating, new.author, new.number, new.intent, new.outcome))
    execute function support.count_message_changed();

create function support.count_conversations_in() returns trigger language plpgsql as $$
begin
    insert into support.day_change (hospital_id, kind, day, name, count)
        select c.hospital_id, k.kind, k.day, k.name, count(*)
        from added c
            cross join lateral support.talk_counts(c.created_at, c.channel, c.handed_at, c.handoff_reason, c.rating) k
        group by 1, 2, 3, 4;
    return null;
end
$$;
create function support.count_conversations_out() returns trigger language plpgsql as $$
begin
    insert into support.day_change (hospital_id, kind, day, name, count)
        select c.hospital_id, k.kind, k.day, k.name, -count(*)
        from removed c
            cross join lateral support.talk_counts(c.created_at, c.channel, c.handed_at, c.handoff_reason, c.rating) k
        group by 1, 2, 3, 4;
    return null;
end
$$;
create function support.count_conversation_changed() returns trigger language plpgsql as $$
begin
    insert into support.day_change (hospital_id, kind, day, name, count)
        select old.hospital_id, k.kind, k.day, k.name, -1
            from support.talk_counts(old.created_at, old.channel, old.handed_at, old.handoff_reason, old.rating) k
        union all select new.hospital_id, k.kind, k.day, k.name, 1
            from support.talk_counts(new.created_at, new.channel, new.handed_at, new.handoff_reason, new.rating) k;
    return null;
end
$$;
create trigger conversations_in after insert on support.conversation referencing new table as added
    for each statement execute function support.count_conversations_in();
create trigger conversations_out after delete on support.conversation referencing old table as removed
    for each statement execute function support.count_conversations_out();
create trigger conversation_counted after update on support.conversation for each row
    when ((old.hospital_id, old.created_at, old.channel, old.handed_at, old.handoff_reason, old.rating)
        is distinct from (new.hospital_id, new.created_at, new.channel, new.handed_at, new.handoff_reason, new.rating))
    execute function support.count_conversation_changed();

-- The triggers hold off writers until this transaction ends, so nothing is missed between them and what was there before.
insert into support.day_count (hospital_id, kind, day, name, count)
    select hospital_id, kind, day, name, sum(count) from (
        select m.hospital_id, k.kind, support.day_of(m.at) as day, k.name, count(*) as count
            from support.message m
                cross join lateral support.line_counts(m.author, m.number, m.intent, m.outcome, m.rating) k
            group by 1, 2, 3, 4
        union all
        select c.hospital_id, k.kind, k.day, k.name, count(*)
            from support.conversation c
                cross join lateral support.talk_counts(c.created_at, c.channel, c.handed_at, c.handoff_reason, c.rating) k
            group by 1, 2, 3, 4) d
    group by grouping sets ((hospital_id, kind, day, name), (kind, day, name));
