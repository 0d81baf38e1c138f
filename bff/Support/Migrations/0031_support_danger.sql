-- Danger that was heard in a conversation: which, and when the patient was last told what to do. For the agents' desk, and so that a
-- patient who talks to a person is told once per danger and not at every line. Not valid: rows that are there have neither, and the table is
-- not to be walked under a lock.
alter table support.conversation add column danger text, add column danger_at timestamptz,
    add constraint conversation_danger check (danger in ('emergency', 'self-harm')) not valid,
    add constraint conversation_danger_at check ((danger is null) = (danger_at is null)) not valid;

-- Phrases that editors add to what is heard as danger: a document of the draft like the others.
alter table support.kb_document drop constraint kb_document_kind_check,
    add constraint kb_document_kind_check check (kind in ('services', 'synonyms', 'slots', 'flows', 'regression', 'opening', 'danger'));
