-- The median wait for a person, by the day a conversation was opened: of a hospital and (hospital_id null) of all. A median cannot be
-- added up, so a worker computes it again for the days that changed. It is true while settled = touched and no wait_change names the day.
create table support.day_wait (
    id          bigint generated always as identity primary key,
    hospital_id uuid references accounts.hospital (id),
    day         date not null,
    touched     integer not null default 1,
    settled     integer not null default 0,
    median_s    double precision check (median_s >= 0),
    check (settled between 0 and touched),
    unique nulls not distinct (hospital_id, day)
);
create index day_wait_open on support.day_wait (day) where settled <> touched;

create table support.wait_change (
    id          bigint generated always as identity primary key,
    hospital_id uuid not null references accounts.hospital (id),
    day         date not null
);
create index wait_change_day on support.wait_change (day, hospital_id);

create function support.note_wait() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        insert into support.wait_change (hospital_id, day) values (old.hospital_id, support.day_of(old.created_at));
    end if;
    if tg_op <> 'DELETE' then
        insert into support.wait_change (hospital_id, day) values (new.hospital_id, support.day_of(new.created_at));
    end if;
    return null;
end
$$;
create trigger wait_in after insert on support.conversation for each row when (new.answered_at is not null) execute function support.note_wait();
create trigger wait_out after delete on support.conversation for each row when (old.answered_at is not null) execute function support.note_wait();
create trigger wait_changed after update on support.conversation for each row
    when ((old.hospital_id, old.created_at, old.handed_at, old.answered_at)
        is distinct from (new.hospital_id, new.created_at, new.handed_at, new.answered_at))
    execute function support.note_wait();

-- The triggers hold off writers until this transaction ends, so no day is missed.
insert into support.day_wait (hospital_id, day)
    select hospital_id, support.day_of(created_at) as day from support.conversation where answered_at is not null
    group by grouping sets ((1, 2), (2));
