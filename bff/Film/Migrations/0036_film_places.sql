-- Where an instance stands in space and time, as the engine keeps it: slices are shown in that order. What was prepared before is prepared
-- again by a worker, piece by piece, while it goes on being shown.
alter table film.instance
    add column place double precision[],
    add column revision smallint not null default 1;
