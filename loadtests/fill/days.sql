-- What the triggers would have counted, after a fill with session_replication_role = replica.
insert into film.day (hospital_id, day, instances, failed, bytes, links, views)
    select hospital_id, day, sum(instances), sum(failed), sum(bytes), sum(links), sum(views) from (
        select hospital_id, film.day_of(received_at) as day, count(*) as instances, count(*) filter (where state = 'failed') as failed,
            sum(byte_size) as bytes, 0 as links, 0 as views from film.instance group by 1, 2
        union all
        select hospital_id, film.day_of(created_at), 0, 0, 0, count(*), sum(views) from film.link group by 1, 2) d group by 1, 2
    on conflict do nothing;
insert into support.day_count (hospital_id, kind, day, name, count)
    select hospital_id, kind, day, name, sum(count) from (
        select m.hospital_id, k.kind, support.day_of(m.at) as day, k.name, count(*) as count
            from support.message m cross join lateral support.line_counts(m.author, m.number, m.intent, m.outcome, m.rating) k group by 1, 2, 3, 4
        union all
        select c.hospital_id, k.kind, k.day, k.name, count(*)
            from support.conversation c cross join lateral support.talk_counts(c.created_at, c.channel, c.handed_at, c.handoff_reason, c.rating) k group by 1, 2, 3, 4) d
    group by grouping sets ((hospital_id, kind, day, name), (kind, day, name)) on conflict do nothing;
insert into support.day_wait (hospital_id, day)
    select hospital_id, support.day_of(created_at) as day from support.conversation where answered_at is not null
    group by grouping sets ((1, 2), (2)) on conflict do nothing;
