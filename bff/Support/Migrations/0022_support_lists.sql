-- concurrently
-- Every list has an index that gives its order, so that a page costs what the page holds and not what all hospitals have talked.
create index concurrently if not exists conversation_by_state on support.conversation (hospital_id, state, id desc);
create index concurrently if not exists callback_done on support.callback (hospital_id, id desc) where done_at is not null;
create index concurrently if not exists message_of_agent on support.message (author_id, at) where author = 'agent';
-- Medians cannot be added up: they are read from what was answered on the days asked for.
create index concurrently if not exists conversation_answered on support.conversation (hospital_id, created_at)
    include (handed_at, answered_at) where answered_at is not null;
