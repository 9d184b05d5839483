-- One row an entry of a conversation's log. The clustered key makes a page of history one range.
CREATE TABLE messages (
    conversation_id BIGINT NOT NULL,
    seq             BIGINT NOT NULL,
    -- NULL for what the server wrote
    sender_id       TEXT NULL,
    -- bytes of UTF-8, so that no collation takes two names for one
    client_id       BLOB NULL,
    kind            TEXT NOT NULL,
    -- JSON; NULL once recalled
    body            TEXT NULL,
    reply_to        BIGINT NULL,
    -- the fingerprint of kind, body and reply_to as first sent
    digest          BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    edited_at       BIGINT NULL,
    recalled_at     BIGINT NULL,
    -- where the recall of this message stands in the same log
    recall_seq      BIGINT NULL,
    PRIMARY KEY (conversation_id, seq)
) WITHOUT ROWID;
CREATE UNIQUE INDEX messages_once ON messages (conversation_id, sender_id, client_id);
