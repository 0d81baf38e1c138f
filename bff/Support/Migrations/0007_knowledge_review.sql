-- Four eyes before patients read it: what an editor has written goes live when somebody else has read it.
-- One row is one draft sent for review. It stands for exactly the content whose hash it holds: any later change of the draft needs a new one.
create table support.kb_review (
    id             uuid primary key,
    hospital_id    uuid references accounts.hospital, -- null: the city's part
    draft_sha256   bytea not null check (length(draft_sha256) = 32),
    note           text not null check (length(note) between 1 and 200),
    sent_by        uuid not null references accounts.staff,
    sent_at        timestamptz not null,
    approved       boolean, -- null: nobody has decided yet
    decided_by     uuid references accounts.staff,
    decided_at     timestamptz,
    decision_note  text check (length(decision_note) <= 200),
    check ((approved is null) = (decided_by is null)),
    check ((approved is null) = (decided_at is null))
);
create index kb_review_newest on support.kb_review (hospital_id, id desc);

-- Whether a part needs a review before it is published. No row: it does not.
create table support.kb_setting (
    hospital_id       uuid references accounts.hospital,
    review_required   boolean not null,
    updated_at        timestamptz not null,
    updated_by        uuid not null references accounts.staff,
    unique nulls not distinct (hospital_id)
);

-- A model is tens of megabytes of numbers: compressing them takes seconds and saves nothing.
alter table support.kb_model alter column model set storage external;
