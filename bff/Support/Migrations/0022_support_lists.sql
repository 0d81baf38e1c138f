-- concurrently
-- Every list has an index that gives its order, so that a page costs what the page holds and not what all hospitals have talked.
-- Their ids come "nulls last", though none is null: the primary key does not give that order, so no plan walks all rows in
-- search of those of one hospital.
create index concurrently if not exists conversation_by_state on support.conversation (hospital_id, state, id desc nulls last);
create index concurrently if not exists conversation_newest on support.conversation (hospital_id, id desc nulls last);
create index concurrently if not exists callback_done on support.callback (hospital_id, id desc nulls last) where done_at is not null;
create index concurrently if not exists callback_waiting on support.callback (hospital_id, id desc nulls last) where done_at is null;
create index concurrently if not exists unanswered_newest on support.unanswered (hospital_id, id desc nulls last) where settled_at is null;
create index concurrently if not exists message_of_agent on support.message (author_id, at) where author = 'agent';
-- Medians cannot be added up: they are read from what was answered on the days asked for.
create index concurrently if not exists conversation_answered on support.conversation (hospital_id, created_at)
    include (handed_at, answered_at) where answered_at is not null;
