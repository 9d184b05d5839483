CREATE TABLE users (
    id                VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    role              VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    username          VARCHAR(64) NOT NULL,
    -- the name staff sign in with, in lower case; NULL for customers
    login             VARCHAR(64) COLLATE utf8mb4_bin NULL,
    password_hash     VARCHAR(255) NULL,
    avatar            VARCHAR(512) NOT NULL,
    description       VARCHAR(1000) NOT NULL,
    -- all times are milliseconds since 1970, UTC
    last_seen         BIGINT NULL,
    created_at        BIGINT NOT NULL,
    disabled          BOOLEAN NOT NULL DEFAULT FALSE,
    token_generation  BIGINT NOT NULL DEFAULT 0,
    tokens_void_until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (id),
    UNIQUE KEY users_login (login),
    KEY users_role (role, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
