create schema guide;

-- Campuses that share one map, such as two sites joined by a shuttle. closure_version counts changes of closures, so that a page knows what is newer.
create table guide.site (
    id               uuid primary key,
    hospital_id      uuid not null references accounts.hospital,
    active_map_id    uuid,
    closure_version  bigint not null default 0,
    created_at       timestamptz not null
);
create index site_by_hospital on guide.site (hospital_id);

-- source_id: the campus in the map; null until a map was activated. The order of a map's campuses is that of position.
create table guide.campus (
    id           uuid primary key,
    hospital_id  uuid not null references accounts.hospital,
    site_id      uuid not null references guide.site on delete cascade,
    source_id    text,
    position     integer not null default 0,
    name         text not null check (length(name) between 1 and 100),
    name_en      text check (length(name_en) between 1 and 100),
    lon          double precision not null check (lon between -180 and 180),
    lat          double precision not null check (lat between -90 and 90),
    enabled      boolean not null default true,
    created_at   timestamptz not null,
    unique (site_id, source_id)
);
create index campus_by_hospital on guide.campus (hospital_id);

-- Every import that was sound, as it came (source) and as routing loads it (prepared). One of them is the site's active map.
create table guide.map (
    id            uuid primary key,
    hospital_id   uuid not null references accounts.hospital,
    site_id       uuid not null references guide.site on delete cascade,
    version       integer not null check (version > 0),
    file_name     text not null,
    source        bytea,
    prepared      bytea not null,
    counts        jsonb not null,
    lint          jsonb not null,
    changes       jsonb not null,
    created_by    text not null,
    created_at    timestamptz not null,
    activated_at  timestamptz,
    unique (site_id, version),
    unique (site_id, id)
);
-- Archives and packed columns do not shrink; reading them back must be quick.
alter table guide.map alter column source set storage external;
alter table guide.map alter column prepared set storage external;
alter table guide.site add constraint site_active_map foreign key (id, active_map_id) references guide.map (site_id, id);

-- What staff changed on a place of the map; null = as imported. Kept by the place's id in the source, so it outlives the next import.
create table guide.poi_edit (
    site_id      uuid not null references guide.site on delete cascade,
    hospital_id  uuid not null references accounts.hospital,
    poi_id       text not null check (length(poi_id) between 1 and 200),
    name         text check (length(name) between 1 and 100),
    name_en      text check (length(name_en) between 1 and 100),
    category     text check (length(category) between 1 and 40),
    aliases      text[] not null default '{}',
    labels       text[] not null default '{}',
    enabled      boolean not null default true,
    updated_by   text not null,
    updated_at   timestamptz not null,
    primary key (site_id, poi_id)
);
create index poi_edit_by_hospital on guide.poi_edit (hospital_id);

-- A door, a lift or stairs, or an area that is shut: from now or starts_at, until ends_at or until lifted.
create table guide.closure (
    id           uuid primary key,
    hospital_id  uuid not null references accounts.hospital,
    site_id      uuid not null references guide.site on delete cascade,
    target       text not null check (target in ('door', 'connector', 'area')),
    target_id    text not null check (length(target_id) between 1 and 200),
    reason       text not null check (length(reason) between 1 and 100),
    starts_at    timestamptz,
    ends_at      timestamptz,
    created_by   text not null,
    created_at   timestamptz not null,
    lifted_at    timestamptz,
    check (ends_at > starts_at)
);
create index closure_by_site on guide.closure (site_id, id desc);
create index closure_standing on guide.closure (site_id) where lifted_at is null;
create index closure_by_hospital on guide.closure (hospital_id);

-- A printed "you are here" code: its letters stand in the QR and lead to one point of one floor.
create table guide.here_code (
    id           uuid primary key,
    hospital_id  uuid not null references accounts.hospital,
    campus_id    uuid not null references guide.campus on delete cascade,
    code         text not null unique check (code ~ '^[A-Z2-9]{8}$'),
    lon          double precision not null,
    lat          double precision not null,
    level        text not null,
    label        text not null check (length(label) between 1 and 100),
    created_by   text not null,
    created_at   timestamptz not null
);
create index here_code_by_campus on guide.here_code (campus_id, id desc);
create index here_code_by_hospital on guide.here_code (hospital_id);

-- Cameras, devices and business figures that hospital systems push for the inspection view; the last state only.
create table guide.point (
    campus_id    uuid not null references guide.campus on delete cascade,
    id           text not null check (length(id) between 1 and 100),
    hospital_id  uuid not null references accounts.hospital,
    kind         text not null check (kind in ('camera', 'device', 'data')),
    name         text not null check (length(name) between 1 and 100),
    lon          double precision not null,
    lat          double precision not null,
    level        text not null,
    value        text check (length(value) <= 100),
    unit         text check (length(unit) <= 20),
    state        text not null check (state in ('normal', 'warning', 'alarm', 'offline')),
    since        timestamptz not null,
    updated_by   text not null,
    updated_at   timestamptz not null,
    primary key (campus_id, id)
);
create index point_alarming on guide.point (campus_id, since desc) where state <> 'normal';
create index point_by_hospital on guide.point (hospital_id);

-- Every node keeps the sites in memory and listens: the word goes out with the commit of the change itself, whoever made it.
create function guide.tell_site() returns trigger language plpgsql as $$
begin
    perform pg_notify('guide', coalesce(new.id, old.id)::text);
    return null;
end
$$;
create function guide.tell() returns trigger language plpgsql as $$
begin
    perform pg_notify('guide', coalesce(new.site_id, old.site_id)::text);
    return null;
end
$$;

create trigger tell after insert or update or delete on guide.site for each row execute function guide.tell_site();
create trigger tell after insert or update or delete on guide.campus for each row execute function guide.tell();
create trigger tell after insert or update or delete on guide.poi_edit for each row execute function guide.tell();
create trigger tell after insert or update or delete on guide.closure for each row execute function guide.tell();
