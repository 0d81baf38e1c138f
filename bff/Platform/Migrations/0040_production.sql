-- One row once production has started on this database: the sandbox, whose passwords everyone can read, does not start on it any more.
create table platform.production (
    is_it boolean primary key default true check (is_it),
    since timestamptz not null
);
