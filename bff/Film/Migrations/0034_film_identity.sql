-- A study is of one patient (PS3.3 A.1.2). Patients' numbers are unique within who issued them.
alter table film.study add column issuer text;

-- An instance that was filed elsewhere than it says is kept as rewritten; what was sent is told by its hash.
alter table film.instance add column sent_sha256 bytea check (length(sent_sha256) = 32);

-- A link outlives its study, to say that it was withdrawn.
alter table film.link add column withdrawn_at timestamptz;
alter table film.link alter column study_id drop not null;
alter table film.link drop constraint link_study_id_fkey;
alter table film.link add constraint link_study_id_fkey foreign key (study_id) references film.study on delete set null not valid;

-- Where instances go that do not belong where they say: those of another patient than their study's ("clash"), and those that staff
-- move ("move"). What was decided of a patient under a study UID also holds for what comes later.
create table film.filing (
    id                   uuid primary key,
    hospital_id          uuid not null references accounts.hospital,
    kind                 text not null check (kind in ('clash', 'move')),
    study_instance_uid   text not null check (length(study_instance_uid) between 1 and 64), -- as sent
    identity_index       bytea check (length(identity_index) = 32), -- of whom the instances say they are
    identity_enc         bytea not null, -- of a clash whom the instances say they are of, of a move whom they are of
    differs              text[] not null,
    state                text not null check (state in ('open', 'apart', 'merge', 'replace', 'reject', 'move')),
    target_uid           text check (length(target_uid) between 1 and 64), -- of the study they are filed under
    reason               text,
    settled_by           text,
    settled_at           timestamptz,
    opened_at            timestamptz not null,
    unique (hospital_id, study_instance_uid, identity_index),
    check ((state = 'open') = (settled_at is null)),
    check ((settled_at is null) = (settled_by is null)),
    check ((state in ('apart', 'move')) = (target_uid is not null)),
    check ((kind = 'clash') = (identity_index is not null))
);
create index filing_open on film.filing (hospital_id, id desc nulls last) where state = 'open';

-- Files that wait for such a decision, or to be filed after it. They are of no study and shown to nobody.
create table film.aside (
    id                   uuid primary key,
    hospital_id          uuid not null references accounts.hospital,
    filing_id            uuid not null references film.filing,
    sop_instance_uid     text not null check (length(sop_instance_uid) between 1 and 64),
    sha256               bytea not null check (length(sha256) = 32),
    byte_size            bigint not null,
    received_at          timestamptz not null,
    due_at               timestamptz, -- null: nobody has decided yet
    attempts             integer not null default 0,
    unique (filing_id, sha256)
);
create index aside_by_content on film.aside (sha256);
create index aside_due on film.aside (due_at) where due_at is not null;

-- What was withdrawn stays known: so that the same bytes are not taken again, a holder of a link is told, and the audit has its evidence.
create table film.withdrawn (
    id                   uuid primary key,
    hospital_id          uuid not null references accounts.hospital,
    patient_id           uuid references accounts.patient,
    study_instance_uid   text not null,
    series_instance_uid  text not null,
    sop_instance_uid     text not null,
    sha256               bytea not null check (length(sha256) = 32),
    sent_sha256          bytea check (length(sent_sha256) = 32),
    byte_size            bigint not null,
    cause                text not null check (cause in ('quality', 'safety', 'worklist', 'expired', 'deleted', 'rejected', 'moved', 'replaced')),
    reason               text,
    note_uid             text, -- of the rejection note
    withdrawn_by         text not null,
    withdrawn_at         timestamptz not null,
    is_kept              boolean not null, -- the archive keeps the file, so that a mistake can be undone
    restored_at          timestamptz,
    restored_by          text,
    check ((restored_at is null) = (restored_by is null))
);
create index withdrawn_by_instance on film.withdrawn (hospital_id, sop_instance_uid);
create index withdrawn_by_study on film.withdrawn (hospital_id, study_instance_uid);
create index withdrawn_by_content on film.withdrawn (sha256) where is_kept;
create index withdrawn_newest on film.withdrawn (hospital_id, id desc nulls last);

-- Rejection notes (IHE IOCM) that were obeyed: one that is sent again must not withdraw what has taken the place since.
create table film.rejection_note (
    hospital_id          uuid not null references accounts.hospital,
    sop_instance_uid     text not null check (length(sop_instance_uid) between 1 and 64),
    sha256               bytea not null check (length(sha256) = 32),
    cause                text not null,
    instances            integer not null,
    obeyed_at            timestamptz not null,
    primary key (hospital_id, sop_instance_uid)
);

-- Files that something refers to: all others are leftovers.
create view film.file_use as
    select sha256 from film.instance
    union all select sha256 from film.aside
    union all select sha256 from film.withdrawn where is_kept;
