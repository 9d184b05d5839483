-- Who did what to whom, when and from where. Lines are added and never changed.
CREATE TABLE audit (
    id         BIGINT NOT NULL PRIMARY KEY,
    at         BIGINT NOT NULL,
    -- user, key, cli or nobody
    actor_kind TEXT NOT NULL,
    -- a user's id or the name of an API key
    actor_id   TEXT NULL,
    action     TEXT NOT NULL,
    target     TEXT NULL,
    address    TEXT NULL,
    -- JSON
    details    TEXT NULL
) WITHOUT ROWID;
CREATE INDEX audit_actor ON audit (actor_id, id);
CREATE INDEX audit_action ON audit (action, id);
CREATE INDEX audit_target ON audit (target, id);
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
