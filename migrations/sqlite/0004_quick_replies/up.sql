CREATE TABLE quick_replies (
    id         BIGINT NOT NULL PRIMARY KEY,
    owner_id   TEXT NOT NULL,
    scope      TEXT NOT NULL,
    title      TEXT NOT NULL,
    content    TEXT NOT NULL,
    shortcut   TEXT NULL,
    category   TEXT NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX quick_replies_owner ON quick_replies (owner_id, id);
CREATE INDEX quick_replies_scope ON quick_replies (scope, id);
