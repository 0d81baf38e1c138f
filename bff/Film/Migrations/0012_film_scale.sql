-- Modalities of a study, with its date: the newest studies of a modality are read in their order.
create table film.study_modality (
    study_id      uuid not null references film.study on delete cascade,
    modality      text not null,
    hospital_id   uuid not null references accounts.hospital,
    study_date    date,
    primary key (study_id, modality)
);
insert into film.study_modality (study_id, modality, hospital_id, study_date)
    select distinct e.study_id, e.modality, s.hospital_id, s.study_date from film.series e join film.study s on s.id = e.study_id;
create index study_modality_newest on film.study_modality (hospital_id, modality, study_date desc nulls last, study_id);

-- What came in and was shared on a day of Shanghai's calendar. A transaction that changes it adds a row to day_change, which waits for nobody;
-- a worker adds those rows up. Both together are the figures, exact at every moment.
create table film.day (
    hospital_id   uuid not null references accounts.hospital,
    day           date not null,
    instances     bigint not null,
    failed        bigint not null,
    bytes         bigint not null,
    links         bigint not null,
    views         bigint not null,
    primary key (hospital_id, day)
);
create table film.day_change (
    id            bigint generated always as identity primary key,
    hospital_id   uuid not null,
    day           date not null,
    instances     bigint not null default 0,
    failed        bigint not null default 0,
    bytes         bigint not null default 0,
    links         bigint not null default 0,
    views         bigint not null default 0
);

create function film.day_of(at timestamptz) returns date language sql immutable as $$ select (at at time zone 'Asia/Shanghai')::date $$;

create function film.count_instances_in() returns trigger language plpgsql as $$
begin
    insert into film.day_change (hospital_id, day, instances, failed, bytes)
        select hospital_id, film.day_of(received_at), count(*), count(*) filter (where state = 'failed'), sum(byte_size)
        from added group by 1, 2;
    return null;
end
$$;
create function film.count_instances_out() returns trigger language plpgsql as $$
begin
    insert into film.day_change (hospital_id, day, instances, failed, bytes)
        select hospital_id, film.day_of(received_at), -count(*), -count(*) filter (where state = 'failed'), -sum(byte_size)
        from removed group by 1, 2;
    return null;
end
$$;
create function film.count_instance_changed() returns trigger language plpgsql as $$
begin
    insert into film.day_change (hospital_id, day, instances, failed, bytes) values
        (old.hospital_id, film.day_of(old.received_at), -1, case when old.state = 'failed' then -1 else 0 end, -old.byte_size),
        (new.hospital_id, film.day_of(new.received_at), 1, case when new.state = 'failed' then 1 else 0 end, new.byte_size);
    return null;
end
$$;
create trigger instances_in after insert on film.instance referencing new table as added
    for each statement execute function film.count_instances_in();
create trigger instances_out after delete on film.instance referencing old table as removed
    for each statement execute function film.count_instances_out();
create trigger instance_changed after update on film.instance for each row
    when ((old.hospital_id, old.received_at, old.byte_size, old.state = 'failed')
        is distinct from (new.hospital_id, new.received_at, new.byte_size, new.state = 'failed'))
    execute function film.count_instance_changed();

create function film.count_links_in() returns trigger language plpgsql as $$
begin
    insert into film.day_change (hospital_id, day, links, views)
        select hospital_id, film.day_of(created_at), count(*), sum(views) from added group by 1, 2;
    return null;
end
$$;
create function film.count_links_out() returns trigger language plpgsql as $$
begin
    insert into film.day_change (hospital_id, day, links, views)
        select hospital_id, film.day_of(created_at), -count(*), -sum(views) from removed group by 1, 2;
    return null;
end
$$;
create function film.count_link_changed() returns trigger language plpgsql as $$
begin
    insert into film.day_change (hospital_id, day, links, views) values
        (old.hospital_id, film.day_of(old.created_at), -1, -old.views), (new.hospital_id, film.day_of(new.created_at), 1, new.views);
    return null;
end
$$;
create trigger links_in after insert on film.link referencing new table as added for each statement execute function film.count_links_in();
create trigger links_out after delete on film.link referencing old table as removed
    for each statement execute function film.count_links_out();
create trigger link_changed after update on film.link for each row
    when ((old.hospital_id, old.created_at, old.views) is distinct from (new.hospital_id, new.created_at, new.views))
    execute function film.count_link_changed();

-- The triggers hold off writers until this transaction ends, so nothing is missed between them and what was there before.
insert into film.day (hospital_id, day, instances, failed, bytes, links, views)
    select hospital_id, day, sum(instances), sum(failed), sum(bytes), sum(links), sum(views) from (
        select hospital_id, film.day_of(received_at) as day, count(*) as instances, count(*) filter (where state = 'failed') as failed,
            sum(byte_size) as bytes, 0 as links, 0 as views from film.instance group by 1, 2
        union all
        select hospital_id, film.day_of(created_at), 0, 0, 0, count(*), sum(views) from film.link group by 1, 2) d group by 1, 2;
