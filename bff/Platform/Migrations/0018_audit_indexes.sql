-- concurrently
create index concurrently if not exists audit_by_repeated on platform.audit (repeats_of) where repeats_of is not null;
create index concurrently if not exists audit_by_chain on platform.audit (chain, number) where chain is not null;
