-- What 0022 has taken the place of.
drop index support.conversation_by_hospital;
drop index support.callback_open;
drop index support.unanswered_open;
-- The statistics no longer read lines and conversations by the time alone.
drop index support.message_answers;
drop index support.conversation_by_day;
