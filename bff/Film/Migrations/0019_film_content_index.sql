-- concurrently
create index concurrently if not exists instance_by_content on film.instance (sha256);
