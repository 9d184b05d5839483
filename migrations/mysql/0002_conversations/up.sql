CREATE TABLE conversations (
    id               BIGINT NOT NULL,
    kind             VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    subject          VARCHAR(200) NULL,
    status           VARCHAR(16) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    assignee_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    customer_id      VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    -- what the storefront said about it, JSON
    context          TEXT NULL,
    -- 'one|other' of a direct conversation: a pair has one for ever
    pair_key         VARCHAR(129) CHARACTER SET ascii COLLATE ascii_bin NULL,
    -- the customer of a support conversation while it is not closed: there is one
    open_customer    VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NULL,
    -- rises with every change of the members, so that a cached list of them can be trusted
    roster           BIGINT NOT NULL DEFAULT 0,
    last_seq         BIGINT NOT NULL DEFAULT 0,
    last_message_seq BIGINT NOT NULL DEFAULT 0,
    last_activity_at BIGINT NOT NULL,
    created_at       BIGINT NOT NULL,
    closed_at        BIGINT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY conversations_pair (pair_key),
    UNIQUE KEY conversations_open_customer (open_customer),
    KEY conversations_desk (kind, status, assignee_id),
    KEY conversations_customer (customer_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;

CREATE TABLE members (
    conversation_id BIGINT NOT NULL,
    user_id         VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL,
    joined_at       BIGINT NOT NULL,
    delivered_seq   BIGINT NOT NULL DEFAULT 0,
    read_seq        BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (conversation_id, user_id),
    KEY members_user (user_id, conversation_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_general_ci;
