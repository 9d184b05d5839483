CREATE TABLE users (
    id                TEXT NOT NULL PRIMARY KEY,
    role              TEXT NOT NULL,
    username          TEXT NOT NULL,
    -- the name staff sign in with, in lower case; NULL for customers
    login             TEXT NULL UNIQUE,
    password_hash     TEXT NULL,
    avatar            TEXT NOT NULL,
    description       TEXT NOT NULL,
    -- all times are milliseconds since 1970, UTC
    last_seen         BIGINT NULL,
    created_at        BIGINT NOT NULL,
    disabled          BOOLEAN NOT NULL DEFAULT FALSE,
    token_generation  BIGINT NOT NULL DEFAULT 0,
    tokens_void_until BIGINT NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX users_role ON users (role, id);
