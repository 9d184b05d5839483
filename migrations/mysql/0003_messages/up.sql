-- One row an entry of a conversation's log. The clustered key makes a page of history one range.
CREATE TABLE messages (
    conversation_id BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    -- NULL for what the server wrote
    sender_id       VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    -- bytes of UTF-8, so that no collation takes two names for one
    client_id       VARBINARY(256) NULL,
    kind            VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    -- JSON; NULL once recalled
    body            MEDIUMTEXT NULL,
    reply_to        BIGINT NULL,
    -- the fingerprint of kind, body and reply_to as first sent
    digest          BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    edited_at       BIGINT NULL,
    recalled_at     BIGINT NULL,
    -- where the recall of this message stands in the same log
    recall_seq      BIGINT NULL,
    PRIMARY KEY (conversation_id, seq),
    UNIQUE KEY messages_once (conversation_id, sender_id, client_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
