create schema film;

create table film.study (
    id                   uuid primary key,
    hospital_id          uuid not null references accounts.hospital,
    patient_id           uuid references accounts.patient, -- once a card with this PatientID is known
    study_instance_uid   text not null check (length(study_instance_uid) between 1 and 64),
    accession_number     text,
    patient_name_enc     bytea,
    mrn_enc              bytea,
    mrn_index            bytea,
    patient_sex          text,
    patient_birth_date   date,
    patient_age          text,
    study_date           date,
    study_time           text,
    study_description    text,
    referring_name_enc   bytea,
    study_id             text,
    report_text          text,
    report_published_at  timestamptz,
    created_at           timestamptz not null,
    unique (hospital_id, study_instance_uid)
);
create index study_by_patient on film.study (patient_id, study_date desc, id) where patient_id is not null;
create index study_by_mrn on film.study (hospital_id, mrn_index);
create index study_by_accession on film.study (hospital_id, accession_number);
create index study_by_date on film.study (hospital_id, study_date desc, id);
create index study_by_uid on film.study (study_instance_uid);

create table film.series (
    id                    uuid primary key,
    hospital_id           uuid not null references accounts.hospital,
    study_id              uuid not null references film.study on delete cascade,
    series_instance_uid   text not null check (length(series_instance_uid) between 1 and 64),
    modality              text not null,
    series_number         integer,
    series_description    text,
    body_part_examined    text,
    series_date           date,
    unique (study_id, series_instance_uid)
);
create index series_by_modality on film.series (study_id, modality);

-- One row per instance: the unique index settles two pushes of the same one. The blob columns name content-addressed objects.
create table film.instance (
    id                    uuid primary key,
    hospital_id           uuid not null references accounts.hospital,
    study_id              uuid not null references film.study on delete cascade,
    series_id             uuid not null references film.series on delete cascade,
    sop_instance_uid      text not null check (length(sop_instance_uid) between 1 and 64),
    sop_class_uid         text not null,
    transfer_syntax_uid   text not null,
    instance_number       integer,
    position              double precision, -- along the slice normal, mm; orders slices
    rows                  integer,
    columns               integer,
    frames                integer,
    sha256                bytea not null check (length(sha256) = 32),
    byte_size             bigint not null,
    state                 text not null default 'received' check (state in ('received', 'ready', 'failed', 'not_image')),
    failure_code          text,
    failure_detail        text,
    image                 jsonb, -- what a viewer needs to window and measure; no personal data
    attempts              integer not null default 0,
    leased_until          timestamptz,
    received_at           timestamptz not null,
    unique (hospital_id, sop_instance_uid),
    check ((state = 'failed') = (failure_code is not null))
);
create index instance_by_series on film.instance (series_id, instance_number);
create index instance_by_study on film.instance (study_id);
create index instance_waiting on film.instance (received_at) where state = 'received';
create index instance_failed on film.instance (hospital_id, id desc) where state = 'failed';
create index instance_by_hospital on film.instance (hospital_id, id desc);

-- A shared, signed, expiring way to one study. Only the hash of the key is stored.
create table film.link (
    id             uuid primary key,
    hospital_id    uuid not null references accounts.hospital,
    study_id       uuid not null references film.study on delete cascade,
    key_hash       bytea not null unique check (length(key_hash) = 32),
    purpose        text not null,
    created_by     text not null,
    created_at     timestamptz not null,
    expires_at     timestamptz not null,
    max_views      integer check (max_views > 0),
    views          integer not null default 0,
    revoked_at     timestamptz,
    check (max_views is null or views <= max_views)
);
create index link_by_study on film.link (study_id);
create index link_by_hospital on film.link (hospital_id, id desc);
