-- Studies and series that hold nothing, left by instances that were refused. They are locked first and looked at again after, so that an
-- instance which arrives meanwhile keeps its study.
select s.id from film.study s where not exists (select from film.instance i where i.study_id = s.id) for update;
delete from film.study s where not exists (select from film.instance i where i.study_id = s.id);
select e.id from film.series e where not exists (select from film.instance i where i.series_id = e.id) for update;
delete from film.series e where not exists (select from film.instance i where i.series_id = e.id);
