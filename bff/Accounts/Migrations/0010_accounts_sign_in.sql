-- The last time step whose one-time code was taken: neither its code nor an earlier one is taken again.
alter table accounts.staff add column otp_step bigint;

-- WeChat's unionid: one person in all accounts of one subject. The scope keeps the subjects apart; openids of other accounts stay other people.
-- Not validated, so that a big table is not read under its lock: the columns are new, and what is written from now on is checked.
alter table accounts.identity
    add column union_scope text,
    add column union_id text,
    add constraint identity_union_whole check ((union_scope is null) = (union_id is null)) not valid;
create index identity_by_union on accounts.identity (union_scope, union_id) where union_id is not null;
