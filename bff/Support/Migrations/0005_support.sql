create schema support;

-- One talk of one patient with one hospital. The checks are the state machine: whose turn it is cannot be in doubt.
create table support.conversation (
    id                uuid primary key,
    hospital_id       uuid not null references accounts.hospital,
    patient_id        uuid not null references accounts.patient,
    state             text not null default 'bot' check (state in ('bot', 'queue', 'agent', 'closed')),
    topic             text,
    last_number       integer not null default 0,
    context           jsonb not null default '{}', -- what the bot remembers: intent, slots, flow, misses; no text of the patient
    handoff_reason    text check (handoff_reason in ('request', 'misses', 'complaint', 'emergency', 'self-harm', 'rating', 'flow')),
    skill             text,
    priority          smallint not null default 0, -- 0 first come first served, 1 taken from an agent, 2 emergency
    handed_at         timestamptz, -- the first time a person was asked for
    queued_at         timestamptz,
    agent_id          uuid references accounts.staff,
    assigned_at       timestamptz,
    awaiting_since    timestamptz, -- oldest message of the patient that the agent has not answered
    answered_at       timestamptz, -- first answer of a person
    rating            smallint check (rating between 1 and 5),
    comment_enc       bytea,
    created_at        timestamptz not null,
    last_at           timestamptz not null,
    closed_at         timestamptz,
    closed_by         text check (closed_by in ('patient', 'agent', 'idle')),
    check ((state = 'queue') = (queued_at is not null)),
    check ((state = 'agent') = (agent_id is not null)),
    check ((state = 'closed') = (closed_at is not null)),
    check (state = 'agent' or awaiting_since is null)
);
create index conversation_by_patient on support.conversation (patient_id, id desc);
create index conversation_by_hospital on support.conversation (hospital_id, id desc);
create index conversation_waiting on support.conversation (hospital_id, priority desc, queued_at) where state = 'queue';
create index conversation_of_agent on support.conversation (agent_id) where state = 'agent';
create index conversation_idle on support.conversation (last_at) where state <> 'closed';
create index conversation_by_day on support.conversation (created_at);

-- The numbered log. The key settles who comes next; a resend under the same client_id is the same message.
create table support.message (
    conversation_id   uuid not null references support.conversation on delete cascade,
    number            integer not null check (number > 0),
    id                uuid not null unique,
    hospital_id       uuid not null references accounts.hospital,
    at                timestamptz not null,
    author            text not null check (author in ('patient', 'bot', 'agent', 'system')),
    author_id         uuid,
    author_name       text not null,
    text_enc          bytea not null,
    reply             jsonb, -- kind, choices, services, cards of the bot's messages
    intent            text,
    outcome           text check (outcome in ('answer', 'choices', 'service', 'handoff', 'unknown')),
    client_id         uuid,
    rating            smallint check (rating in (-1, 1)),
    rating_enc        bytea,
    primary key (conversation_id, number)
);
create unique index message_once on support.message (conversation_id, client_id) where client_id is not null;
create index message_answers on support.message (at, hospital_id) where author = 'bot';

-- Every change of a conversation is told to all nodes, by id alone; text never travels this way.
create function support.tell() returns trigger language plpgsql as $$
begin
    perform pg_notify('support', 'c:' || new.id);
    if new.state = 'queue' or old.state = 'queue' then
        perform pg_notify('support', 'q:' || new.hospital_id);
    end if;
    if new.agent_id is distinct from old.agent_id then
        if old.agent_id is not null then perform pg_notify('support', 'u:' || old.agent_id || ':' || new.id); end if;
        if new.agent_id is not null then perform pg_notify('support', 'a:' || new.agent_id || ':' || new.id); end if;
    end if;
    return null;
end
$$;
create trigger conversation_changed after update on support.conversation for each row execute function support.tell();

create table support.note (
    id                uuid primary key,
    hospital_id       uuid not null references accounts.hospital,
    conversation_id   uuid not null references support.conversation on delete cascade,
    staff_id          uuid not null references accounts.staff,
    at                timestamptz not null,
    text_enc          bytea not null
);
create index note_by_conversation on support.note (conversation_id, id);

create table support.agent (
    staff_id      uuid primary key references accounts.staff,
    hospital_id   uuid references accounts.hospital, -- null: all hospitals
    status        text not null default 'away' check (status in ('online', 'away')),
    max_chats     integer not null default 5 check (max_chats between 1 and 50),
    skills        text[] not null default '{}',
    seen_at       timestamptz not null
);

create table support.callback (
    id                uuid primary key,
    hospital_id       uuid not null references accounts.hospital,
    conversation_id   uuid not null references support.conversation on delete cascade,
    patient_id        uuid not null references accounts.patient,
    phone_enc         bytea not null,
    text_enc          bytea not null,
    created_at        timestamptz not null,
    done_at           timestamptz,
    done_by           uuid references accounts.staff,
    check ((done_at is null) = (done_by is null))
);
create index callback_open on support.callback (hospital_id, id desc) where done_at is null;

create table support.canned (
    id            uuid primary key,
    hospital_id   uuid references accounts.hospital, -- null: everywhere
    title         text not null check (length(title) between 1 and 60),
    text          text not null check (length(text) between 1 and 1000),
    created_by    uuid not null references accounts.staff,
    created_at    timestamptz not null
);
create index canned_by_hospital on support.canned (hospital_id);

create table support.hours (
    hospital_id   uuid primary key references accounts.hospital,
    body          jsonb not null,
    updated_at    timestamptz not null
);

-- The knowledge base. hospital_id null is the city-wide part; a hospital's own intent takes the place of the city's of the same name.
create table support.kb_intent (
    id            uuid primary key,
    hospital_id   uuid references accounts.hospital,
    name          text not null check (length(name) between 1 and 60),
    category      text not null check (length(category) <= 30),
    phase         text check (phase in ('before', 'during', 'after')),
    answers       jsonb not null,
    services      text[] not null,
    enabled       boolean not null,
    updated_at    timestamptz not null,
    updated_by    uuid references accounts.staff,
    unique nulls not distinct (hospital_id, name)
);

-- normal is the text as the engine compares it: the same question cannot stand twice in one intent.
create table support.kb_utterance (
    intent_id   uuid not null references support.kb_intent on delete cascade,
    normal      text not null,
    text        text not null check (length(text) between 1 and 500),
    position    integer not null,
    primary key (intent_id, normal)
);
create index kb_utterance_by_normal on support.kb_utterance (normal);

create table support.kb_document (
    hospital_id   uuid references accounts.hospital,
    kind          text not null check (kind in ('services', 'synonyms', 'slots', 'flows', 'regression', 'opening')),
    body          jsonb not null,
    updated_at    timestamptz not null,
    unique nulls not distinct (hospital_id, kind)
);

-- What was published: the whole part as text. Never changed; a roll-back is a new version with the old content.
create table support.kb_version (
    hospital_id    uuid references accounts.hospital,
    number         integer not null check (number > 0),
    content        text not null,
    sha256         bytea not null check (length(sha256) = 32),
    note           text not null,
    report         jsonb, -- regression questions whose answer changed
    published_by   uuid references accounts.staff, -- null: the sandbox
    published_at   timestamptz not null,
    unique nulls not distinct (hospital_id, number)
);

-- The trained model of a pair of versions. The same pair trains to the same bytes, whichever node does it.
create table support.kb_model (
    hospital_id    uuid references accounts.hospital,
    city_version   integer not null,
    own_version    integer not null, -- 0: the hospital has none, or this is the city's
    model          bytea not null,
    sha256         bytea not null check (length(sha256) = 32),
    train_seconds  real not null,
    trained_at     timestamptz not null,
    unique nulls not distinct (hospital_id, city_version, own_version)
);

-- Questions that were not answered, personal numbers masked before they are written.
create table support.unanswered (
    id            uuid primary key,
    hospital_id   uuid not null references accounts.hospital,
    masked        text not null,
    at            timestamptz not null,
    settled_at    timestamptz
);
create index unanswered_open on support.unanswered (hospital_id, id desc) where settled_at is null;
