//! Which tables and columns are there? The same on MySQL and SQLite; `tests/migrations.rs` compares.

diesel::table! {
    users (id) {
        id -> Text,
        role -> Text,
        username -> Text,
        login -> Nullable<Text>,
        password_hash -> Nullable<Text>,
        avatar -> Text,
        description -> Text,
        last_seen -> Nullable<BigInt>,
        created_at -> BigInt,
        disabled -> Bool,
        token_generation -> BigInt,
        tokens_void_until -> BigInt,
    }
}

diesel::table! {
    conversations (id) {
        id -> BigInt,
        kind -> Text,
        subject -> Nullable<Text>,
        status -> Text,
        assignee_id -> Nullable<Text>,
        customer_id -> Nullable<Text>,
        context -> Nullable<Text>,
        pair_key -> Nullable<Text>,
        open_customer -> Nullable<Text>,
        roster -> BigInt,
        last_seq -> BigInt,
        last_message_seq -> BigInt,
        last_activity_at -> BigInt,
        created_at -> BigInt,
        closed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    members (conversation_id, user_id) {
        conversation_id -> BigInt,
        user_id -> Text,
        joined_at -> BigInt,
        delivered_seq -> BigInt,
        read_seq -> BigInt,
    }
}

diesel::table! {
    messages (conversation_id, seq) {
        conversation_id -> BigInt,
        seq -> BigInt,
        sender_id -> Nullable<Text>,
        client_id -> Nullable<Binary>,
        kind -> Text,
        body -> Nullable<Text>,
        reply_to -> Nullable<BigInt>,
        digest -> BigInt,
        created_at -> BigInt,
        edited_at -> Nullable<BigInt>,
        recalled_at -> Nullable<BigInt>,
        recall_seq -> Nullable<BigInt>,
    }
}

diesel::table! {
    quick_replies (id) {
        id -> BigInt,
        owner_id -> Text,
        scope -> Text,
        title -> Text,
        content -> Text,
        shortcut -> Nullable<Text>,
        category -> Nullable<Text>,
        created_at -> BigInt,
        updated_at -> BigInt,
    }
}

diesel::table! {
    uploads (id) {
        id -> BigInt,
        owner_id -> Text,
        path -> Text,
        thumbnail -> Nullable<Text>,
        name -> Text,
        mime -> Text,
        size -> BigInt,
        width -> Nullable<Integer>,
        height -> Nullable<Integer>,
        created_at -> BigInt,
        shown -> BigInt,
    }
}

diesel::table! {
    api_keys (name) {
        name -> Text,
        hash -> Text,
        created_at -> BigInt,
        revoked_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    audit (id) {
        id -> BigInt,
        at -> BigInt,
        actor_kind -> Text,
        actor_id -> Nullable<Text>,
        action -> Text,
        target -> Nullable<Text>,
        address -> Nullable<Text>,
        details -> Nullable<Text>,
    }
}

diesel::allow_tables_to_appear_in_same_query!(users, conversations, members, messages);
diesel::joinable!(members -> users (user_id));
diesel::joinable!(members -> conversations (conversation_id));
