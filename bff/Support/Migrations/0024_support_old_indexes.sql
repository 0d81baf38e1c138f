-- The statistics no longer read lines and conversations by the time alone.
drop index support.message_answers;
drop index support.conversation_by_day;
