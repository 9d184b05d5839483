CREATE TABLE uploads (
    id         BIGINT NOT NULL,
    owner_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- below the media directory
    path       VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    thumbnail  VARCHAR(128) CHARACTER SET ascii COLLATE ascii_bin NULL,
    name       VARCHAR(255) NOT NULL,
    mime       VARCHAR(100) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    size       BIGINT NOT NULL,
    width      INT NULL,
    height     INT NULL,
    created_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY uploads_path (path),
    KEY uploads_owner (owner_id, created_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
