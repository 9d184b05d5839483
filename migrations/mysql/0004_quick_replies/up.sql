CREATE TABLE quick_replies (
    id         BIGINT NOT NULL,
    owner_id   VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    scope      VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    title      VARCHAR(100) NOT NULL,
    content    TEXT NOT NULL,
    shortcut   VARCHAR(32) NULL,
    category   VARCHAR(50) NULL,
    created_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    PRIMARY KEY (id),
    KEY quick_replies_owner (owner_id, id),
    KEY quick_replies_scope (scope, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
