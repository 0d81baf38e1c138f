-- Keys that encrypt personal data, themselves encrypted ("wrapped") by the master key, which is never in the database.
create schema if not exists platform;

create table platform.data_key (
  id integer primary key,
  purpose text not null check (purpose in ('field', 'index')),
  -- field: 1 AES-256-GCM, 2 SM4-GCM; index: 1 HMAC-SHA-256, 2 HMAC-SM3
  algorithm smallint not null check (algorithm in (1, 2)),
  wrapped bytea not null,
  master_key_id text not null,
  created_at timestamptz not null default now(),
  -- no longer encrypts, still decrypts
  retired_at timestamptz,
  -- no registered column held a value under it any more; backups still may, so the key stays
  drained_at timestamptz
);

create unique index data_key_current on platform.data_key (purpose) where retired_at is null;
create sequence platform.data_key_id as integer owned by platform.data_key.id;
