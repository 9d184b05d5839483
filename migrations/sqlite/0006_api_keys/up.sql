CREATE TABLE api_keys (
    name         TEXT NOT NULL PRIMARY KEY,
    -- SHA-256 of the key, hexadecimal; the key itself is shown once and not kept
    hash         TEXT NOT NULL UNIQUE,
    created_at   BIGINT NOT NULL,
    revoked_at   BIGINT NULL
) WITHOUT ROWID;
