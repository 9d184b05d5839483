-- Who did what to whom, when and from where. Lines are added and never changed; after this migration kefu also makes two
-- triggers that refuse UPDATE and DELETE, where the database user may make triggers.
CREATE TABLE audit (
    id         BIGINT NOT NULL,
    at         BIGINT NOT NULL,
    -- user, key, cli or nobody
    actor_kind VARCHAR(8) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- a user's id or the name of an API key
    actor_id   VARCHAR(64) COLLATE utf8mb4_bin NULL,
    action     VARCHAR(32) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    target     VARCHAR(128) COLLATE utf8mb4_bin NULL,
    address    VARCHAR(45) CHARACTER SET ascii COLLATE ascii_bin NULL,
    -- JSON
    details    TEXT NULL,
    PRIMARY KEY (id),
    KEY audit_actor (actor_id, id),
    KEY audit_action (action, id),
    KEY audit_target (target, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
