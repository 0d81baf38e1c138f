create schema if not exists platform;
create schema accounts;

-- Who, what, whose data, when, from where. Repeats of the same access within a minute raise access_count instead of adding rows.
create table platform.audit (
    id            bigint generated always as identity primary key,
    at            timestamptz not null,
    actor_kind    text not null check (actor_kind in ('anonymous', 'patient', 'staff', 'companion', 'integrator', 'link', 'system')),
    actor_id      text not null,
    action        text not null,
    outcome       text not null check (outcome in ('ok', 'refused')),
    subject       text not null,
    hospital_id   uuid,
    patient_id    uuid,
    address       inet,
    trace_id      text not null,
    access_count  integer not null default 1 check (access_count > 0),
    last_at       timestamptz not null
);
create index audit_by_time on platform.audit (id desc);
create index audit_by_patient on platform.audit (patient_id, id desc) where patient_id is not null;
create index audit_by_hospital on platform.audit (hospital_id, id desc);

create table platform.idempotency (
    caller        text not null,
    key           text not null,
    request_hash  bytea not null,
    status        integer,
    content_type  text,
    location      text,
    body          bytea,
    created_at    timestamptz not null,
    primary key (caller, key)
);
create index idempotency_by_age on platform.idempotency (created_at);

-- Counters of guessing: one row per factor (address, account, code) and window; they survive a restart.
create table platform.throttle (
    bucket       text primary key,
    hits         integer not null,
    expires_at   timestamptz not null
);
create index throttle_by_age on platform.throttle (expires_at);

create table accounts.hospital (
    id          uuid primary key,
    code        text not null unique check (code ~ '^[a-z0-9-]{2,32}$'),
    name        text not null check (length(name) between 2 and 100),
    created_at  timestamptz not null
);

-- A person. Names, numbers and phones are encrypted; the *_index columns find them without decrypting.
create table accounts.patient (
    id            uuid primary key,
    hospital_id   uuid not null references accounts.hospital, -- where the person was first registered
    name_enc      bytea not null,
    id_no_enc     bytea,
    id_no_index   bytea unique,
    phone_enc     bytea,
    phone_index   bytea,
    sex           text check (sex in ('M', 'F', 'O')),
    birth_date    date,
    created_at    timestamptz not null
);
create index patient_by_phone on accounts.patient (phone_index);
create index patient_by_hospital on accounts.patient (hospital_id);

-- The same openid from another provider or app is another person.
create table accounts.identity (
    provider     text not null check (provider in ('wechat', 'miniprogram', 'suishenban')),
    app_id       text not null,
    subject      text not null,
    patient_id   uuid not null references accounts.patient on delete cascade,
    created_at   timestamptz not null,
    primary key (provider, app_id, subject)
);
create index identity_by_patient on accounts.identity (patient_id);

-- A medical card: this person under this number at this hospital (DICOM PatientID, HL7 MRN).
create table accounts.card (
    id            uuid primary key,
    hospital_id   uuid not null references accounts.hospital,
    patient_id    uuid not null references accounts.patient on delete cascade,
    mrn_enc       bytea not null,
    mrn_index     bytea not null,
    created_at    timestamptz not null,
    unique (hospital_id, mrn_index)
);
create index card_by_patient on accounts.card (patient_id);

create table accounts.staff (
    id             uuid primary key,
    hospital_id    uuid references accounts.hospital, -- null: city-wide
    username       text not null unique,
    display_name   text not null,
    password_hash  text not null,
    totp_enc       bytea,
    roles          text[] not null check (roles <@ array['admin', 'film', 'followup', 'editor', 'agent', 'guide', 'auditor']),
    disabled_at    timestamptz,
    created_at     timestamptz not null
);
create index staff_by_hospital on accounts.staff (hospital_id);

-- Opaque sessions: only the SHA-256 of a token is stored.
create table accounts.session (
    token_hash     bytea primary key check (length(token_hash) = 32),
    id             uuid not null unique,
    patient_id     uuid references accounts.patient on delete cascade,
    staff_id       uuid references accounts.staff on delete cascade,
    channel        text not null,
    created_at     timestamptz not null,
    last_seen_at   timestamptz not null,
    expires_at     timestamptz not null,
    check ((patient_id is null) <> (staff_id is null))
);
create index session_by_patient on accounts.session (patient_id) where patient_id is not null;
create index session_by_staff on accounts.session (staff_id) where staff_id is not null;
create index session_by_expiry on accounts.session (expires_at);

-- A hospital system, PACS or platform app. The secret signs requests, so it is kept encrypted rather than hashed.
create table accounts.integrator (
    id             uuid primary key,
    app_id         text not null unique check (app_id ~ '^[a-z0-9-]{3,40}$'),
    hospital_id    uuid not null references accounts.hospital, -- where what it pushes belongs unless it says otherwise
    name           text not null,
    secret_enc     bytea not null,
    app_key_hash   bytea not null unique check (length(app_key_hash) = 32),
    networks       cidr[] not null check (cardinality(networks) > 0),
    disabled_at    timestamptz,
    created_at     timestamptz not null
);
create index integrator_by_hospital on accounts.integrator (hospital_id);

create table accounts.integrator_hospital (
    integrator_id  uuid not null references accounts.integrator on delete cascade,
    hospital_id    uuid not null references accounts.hospital,
    primary key (integrator_id, hospital_id)
);
create index integrator_hospital_by_hospital on accounts.integrator_hospital (hospital_id);

create table accounts.integrator_nonce (
    integrator_id  uuid not null references accounts.integrator on delete cascade,
    nonce          text not null check (length(nonce) between 8 and 128),
    seen_at        timestamptz not null,
    primary key (integrator_id, nonce)
);
create index integrator_nonce_by_age on accounts.integrator_nonce (seen_at);
