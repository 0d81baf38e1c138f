-- Files on their way into the archive, by their content: written before the file is, removed with the commit of the rows that refer to it.
-- What stays belongs to an upload that was refused, cut off or killed, and is swept. Contents, not records: of no hospital.
create table film.arrival (
    sha256  bytea primary key check (length(sha256) = 32),
    at      timestamptz not null
);
create index arrival_by_age on film.arrival (at);
