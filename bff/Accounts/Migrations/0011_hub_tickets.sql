-- What opens one live connection of a session within a minute, on any node: a browser's socket carries no header. Only a hash is stored;
-- opening deletes the row, so of two tries one wins.
create table accounts.hub_ticket (
    ticket_hash    bytea primary key check (length(ticket_hash) = 32),
    session_id     uuid not null references accounts.session (id) on delete cascade,
    expires_at     timestamptz not null
);
create index hub_ticket_by_session on accounts.hub_ticket (session_id);
create index hub_ticket_by_expiry on accounts.hub_ticket (expires_at);
