CREATE TABLE conversations (
    id               BIGINT NOT NULL PRIMARY KEY,
    kind             TEXT NOT NULL,
    subject          TEXT NULL,
    status           TEXT NOT NULL,
    assignee_id      TEXT NULL,
    customer_id      TEXT NULL,
    -- what the storefront said about it, JSON
    context          TEXT NULL,
    -- 'one|other' of a direct conversation: a pair has one for ever
    pair_key         TEXT NULL UNIQUE,
    -- the customer of a support conversation while it is not closed: there is one
    open_customer    TEXT NULL UNIQUE,
    -- rises with every change of the members, so that a cached list of them can be trusted
    roster           BIGINT NOT NULL DEFAULT 0,
    last_seq         BIGINT NOT NULL DEFAULT 0,
    last_message_seq BIGINT NOT NULL DEFAULT 0,
    last_activity_at BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    closed_at        BIGINT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_desk ON conversations (kind, status, assignee_id);
CREATE INDEX conversations_customer ON conversations (customer_id);

CREATE TABLE members (
    conversation_id BIGINT NOT NULL,
    user_id         TEXT NOT NULL,
    joined_at       BIGINT NOT NULL,
    delivered_seq   BIGINT NOT NULL DEFAULT 0,
    read_seq        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, user_id)
) WITHOUT ROWID;
CREATE INDEX members_user ON members (user_id, conversation_id);
