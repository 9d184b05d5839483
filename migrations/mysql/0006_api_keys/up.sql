CREATE TABLE api_keys (
    name         VARCHAR(64) COLLATE utf8mb4_bin NOT NULL,
    -- SHA-256 of the key, hexadecimal; the key itself is shown once and not kept
    hash         CHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    created_at   BIGINT NOT NULL,
    revoked_at   BIGINT NULL,
    PRIMARY KEY (name),
    UNIQUE KEY api_keys_hash (hash)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
