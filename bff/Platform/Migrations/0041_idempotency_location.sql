-- The address of what was created may hold its key: a film's link does. It is kept enciphered like the body; what stands here since the last
-- day is forgotten, so that a replay of before this release lacks it. The old column stays for hosts that still run.
alter table platform.idempotency add column location_enc bytea;
update platform.idempotency set location = null where location is not null;
