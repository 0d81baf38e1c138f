-- Rows of the audit are only ever added, so what was repeated within a minute is a row of its own, too. Each row carries a hash over itself and
-- the row before it in the chain of the process that wrote it; the first row of a batch also carries the newest row there was of any chain, so
-- that a chain cannot be cut off or taken out whole without leaving a hole. Rows of earlier releases have no chain.
alter table platform.audit
    add column repeats_of  bigint, -- the row whose repeats this one counts
    add column chain       uuid,
    add column number      bigint, -- in its chain, from 1
    add column follows     bigint, -- newest row of any chain when the batch was written
    add column hash        bytea;

create function platform.audit_hash(previous bytea, followed bytea, line platform.audit) returns bytea language sql stable as $$
    select sha256(coalesce(previous, ''::bytea) || coalesce(followed, ''::bytea) || convert_to(jsonb_build_array(
        line.id, extract(epoch from line.at), line.actor_kind, line.actor_id, line.action, line.outcome, line.subject, line.hospital_id,
        line.patient_id, host(line.address), line.trace_id, line.access_count, extract(epoch from line.last_at), line.repeats_of, line.chain,
        line.number, line.follows)::text, 'UTF8'))
$$;

-- Adds rows to a chain whose last row has this number and hash. Chains belong to processes: nobody waits for another.
create function platform.audit_append(in_chain uuid, last_number bigint, last_hash bytea, lines jsonb)
returns table (id bigint, hash bytea) language plpgsql as $$
declare
    line platform.audit;
    given jsonb;
    tip bytea := last_hash;
    place bigint := last_number;
    followed bytea;
begin
    for given in select value from jsonb_array_elements(lines) with ordinality order by ordinality loop
        line := jsonb_populate_record(null::platform.audit, given);
        line.id := nextval('platform.audit_id_seq');
        line.chain := in_chain;
        place := place + 1;
        line.number := place;
        followed := null;
        if place = last_number + 1 then
            select a.id, a.hash into line.follows, followed from platform.audit a order by a.id desc limit 1;
        end if;
        line.hash := platform.audit_hash(tip, followed, line);
        insert into platform.audit overriding system value select line.*;
        tip := line.hash;
        id := line.id;
        hash := line.hash;
        return next;
    end loop;
end $$;

-- The first row that is not what was written, and why; none when every chain is whole.
create function platform.audit_broken() returns table (id bigint, reason text) language sql stable as $$
    with linked as (
        select a as line, lag(a.hash) over places as previous, coalesce(lag(a.number) over places, 0) as place
        from platform.audit a where a.chain is not null window places as (partition by a.chain order by a.number, a.id))
    select (l.line).id, case
        when (l.line).number <> l.place + 1 then 'a row before it is missing'
        when (l.line).follows is not null and f.id is null then 'row ' || (l.line).follows || ', which it follows, is missing'
        else 'it was changed' end
    from linked l left join platform.audit f on f.id = (l.line).follows
    where (l.line).number <> l.place + 1
       or ((l.line).follows is not null and f.id is null)
       or (l.line).hash is distinct from platform.audit_hash(l.previous, f.hash, l.line)
    order by 1 limit 1
$$;
