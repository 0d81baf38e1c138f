-- What other slices may read of this one. A view's columns are a promise: add, never change.
create view accounts.v_hospital as select id, code, name from accounts.hospital;
comment on view accounts.v_hospital is 'Published: the hospitals of the deployment.';

create view accounts.v_staff_name as select id, display_name from accounts.staff;
comment on view accounts.v_staff_name is 'Published: how a member of staff is called, also after the account was disabled.';

create view accounts.v_patient_name as select id, hospital_id, name_enc from accounts.patient;
comment on view accounts.v_patient_name is 'Published: a patient''s encrypted name; opened by the contract of this slice.';

create view accounts.v_patient_card as select hospital_id, mrn_index, patient_id from accounts.card;
comment on view accounts.v_patient_card is 'Published: whose a medical card number is at a hospital.';

-- Delegation is rows, not code: what someone may reach of a patient besides the patient himself. A revoked grant stays, as evidence.
create table accounts.grant (
    id             uuid primary key,
    hospital_id    uuid references accounts.hospital, -- null: at every hospital
    holder_kind    text not null check (holder_kind in ('patient', 'staff', 'companion')),
    holder_id      uuid not null,
    patient_id     uuid not null references accounts.patient on delete cascade,
    scope          text not null check (scope ~ '^[a-z][a-z-]{1,30}$'),
    resource_id    uuid, -- null: everything of this scope
    valid_from     timestamptz not null,
    valid_until    timestamptz not null,
    revoked_at     timestamptz,
    created_by     text not null,
    created_at     timestamptz not null,
    check (valid_from < valid_until),
    check (holder_kind <> 'patient' or holder_id <> patient_id)
);
create unique index grant_once on accounts.grant (holder_kind, holder_id, patient_id, scope, resource_id) nulls not distinct where revoked_at is null;
create index grant_by_patient on accounts.grant (patient_id, id);
