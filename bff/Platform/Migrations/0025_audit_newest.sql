-- concurrently
-- "Nulls last", though no id is null: the primary key does not give that order, so no plan walks all
-- rows in search of those of one hospital.
create index concurrently if not exists audit_newest on platform.audit (hospital_id, id desc nulls last) where repeats_of is null;
