-- concurrently
-- A year of all intents is read from the index alone.
create index concurrently if not exists day_count_read on support.day_count (hospital_id, kind, day) include (name, count);
