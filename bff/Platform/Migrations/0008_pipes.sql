-- A hint to all nodes, told with the commit. Topic: [a-z0-9.]; payload: ids only, no text. For triggers and statements of any slice.
create function platform.tell(topic text, payload text) returns void language sql as $$
    select pg_notify('bff', topic || ':' || payload)
$$;

-- What is to be done outside the database once, or at least tried. Written in the transaction of its cause; claimed by lease; never dropped.
-- A delivered row stays without its payload: the business key is unique for ever. All times are the database's.
create table platform.outbox (
    id            uuid primary key,
    topic         text not null check (topic ~ '^[a-z][a-z0-9.]{0,40}$'),
    business_key  text not null check (length(business_key) between 1 and 200),
    hospital_id   uuid, -- null: of no hospital
    payload       jsonb,
    payload_enc   bytea, -- instead of payload, where it holds personal data
    state         text not null default 'waiting' check (state in ('waiting', 'leased', 'done', 'parked')),
    attempts      integer not null default 0, -- counted when claimed: a killed node has used one up
    max_attempts  integer not null check (max_attempts between 1 and 1000),
    due_at        timestamptz not null, -- may be claimed from then on; of a leased row: the end of the lease
    expires_at    timestamptz not null,
    lease         uuid,
    reason        text check (length(reason) between 1 and 200), -- of the last failure, a word; no personal data
    created_at    timestamptz not null default clock_timestamp(),
    ended_at      timestamptz,
    unique (topic, business_key),
    check (attempts between 0 and max_attempts),
    check ((state = 'leased') = (lease is not null)),
    check ((state in ('done', 'parked')) = (ended_at is not null)),
    check (state <> 'parked' or reason is not null),
    check (num_nonnulls(payload, payload_enc) = case state when 'done' then 0 else 1 end)
);
create index outbox_due on platform.outbox (topic, due_at) where state in ('waiting', 'leased');
create index outbox_parked on platform.outbox (id desc) where state = 'parked';

-- What is to be done at a time: nightly jobs (subject ''), steps of plans, expiries. All times are the database's.
create table platform.schedule (
    id            uuid primary key default gen_random_uuid(),
    name          text not null check (name ~ '^[a-z][a-z0-9.]{0,40}$'),
    subject       text not null check (length(subject) <= 200),
    hospital_id   uuid, -- null: of no hospital
    payload       jsonb not null,
    next_at       timestamptz not null, -- the time it stands for
    due_at        timestamptz not null, -- when it is tried: at next_at, after a failure later
    attempts      integer not null default 0 check (attempts >= 0), -- for this next_at, counted when claimed
    lease         uuid,
    leased_until  timestamptz,
    reason        text check (length(reason) between 1 and 200), -- of the last failure, a word
    last_at       timestamptz, -- end of the last run that succeeded
    parked_at     timestamptz,
    unique (name, subject),
    check (due_at >= next_at),
    check ((lease is null) = (leased_until is null)),
    check (parked_at is null or (lease is null and reason is not null))
);
create index schedule_due on platform.schedule (name, due_at) where parked_at is null;
create index schedule_parked on platform.schedule (id desc) where parked_at is not null;
