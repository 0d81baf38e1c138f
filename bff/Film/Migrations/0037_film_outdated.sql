-- concurrently
create index concurrently if not exists instance_outdated on film.instance (id) where revision < 2;
