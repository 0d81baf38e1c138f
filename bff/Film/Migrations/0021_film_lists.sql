-- concurrently
-- Every list has an index that gives its order, so that a page costs what the page holds and not what the archive holds.
-- Their ids come "nulls last", though none is null: the primary key does not give that order, so no plan walks all rows in
-- search of those of one hospital.
create index concurrently if not exists study_newest on film.study (hospital_id, study_date desc nulls last, id);
create index concurrently if not exists series_in_order on film.series (hospital_id, study_id, series_number, id);
create index concurrently if not exists series_of_modality on film.series (hospital_id, modality, study_id, series_number, id);
create index concurrently if not exists series_by_uid on film.series (hospital_id, series_instance_uid);
create index concurrently if not exists instance_in_order on film.instance (series_id, instance_number, position, id);
create index concurrently if not exists instance_by_state on film.instance (hospital_id, state, id desc nulls last);
create index concurrently if not exists instance_newest on film.instance (hospital_id, id desc nulls last);
create index concurrently if not exists link_newest on film.link (hospital_id, id desc nulls last);
create index concurrently if not exists instance_unready on film.instance (study_id) where state = 'received';
