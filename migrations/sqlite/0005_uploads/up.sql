CREATE TABLE uploads (
    id         BIGINT NOT NULL PRIMARY KEY,
    owner_id   TEXT NOT NULL,
    -- below the media directory
    path       TEXT NOT NULL UNIQUE,
    thumbnail  TEXT NULL,
    name       TEXT NOT NULL,
    mime       TEXT NOT NULL,
    size       BIGINT NOT NULL,
    width      INTEGER NULL,
    height     INTEGER NULL,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
CREATE INDEX uploads_owner ON uploads (owner_id, created_at);
