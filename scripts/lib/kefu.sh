# A kefu of one's own for a test: built once, on a free port, in a temporary folder. Sourced after base.sh, install.sh.
# shellcheck shell=bash

# ensure_kefu: sets KEFU to the program. KEFU_BIN names one that is built already; otherwise it is built in debug.
ensure_kefu() {
    KEFU=${KEFU_BIN:-$TARGET/debug/kefu}
    if [[ -z ${KEFU_BIN:-} ]]; then
        ensure_cc
        ensure_rust
        (cd "$ROOT" && cargo build --quiet --locked --bin kefu)
    fi
    [[ -x $KEFU ]] || die "there is no program at $KEFU"
}

# kefu_settings FOLDER PORT [DATABASE_URL]: exports all sixteen settings, for a server of its own inside FOLDER.
kefu_settings() {
    export DATABASE_URL=${3:-sqlite://$1/kefu.db} DEBUG_SQL=False
    export JWT_SECRET_KEY JWT_ALGORITHM=HS256 JWT_ACCESS_TOKEN_EXPIRE_DAYS=7
    JWT_SECRET_KEY=$(random_text 72)
    export HOST=127.0.0.1 PORT=$2 RELOAD=False DEBUG=True BASE_URL=http://127.0.0.1:$2 CORS_ORIGINS=
    export MEDIA_DIR=$1/media MAX_FILE_SIZE=10485760
    export APP_TITLE=kefu APP_DESCRIPTION='A server for a test' APP_VERSION=test
    mkdir -p "$MEDIA_DIR"
    [[ ! -d $ROOT/media/avatars ]] || cp -R "$ROOT/media/avatars" "$MEDIA_DIR/"
}

# start_kefu FOLDER: migrates and serves what `kefu_settings` described; sets KEFU_PID. Its log is FOLDER/kefu.log.
# FOLDER is also where it runs, so that the checkout's .env stays out of it.
start_kefu() {
    local log=$1/kefu.log
    (cd "$1" && "$KEFU" migrate up) >"$log" 2>&1 || { show_log "$log"; die "kefu migrate up failed"; }
    (cd "$1" && exec "$KEFU" serve) >>"$log" 2>&1 &
    KEFU_PID=$!
    on_exit end_process "$KEFU_PID"
    wait_until 30 is_ready_or_over || true
    is_answering "$PORT" /api/health/ready || { show_log "$log"; die "kefu did not start"; }
}

is_ready_or_over() { is_answering "$PORT" /api/health/ready || is_over "$KEFU_PID"; }

show_log() { warn "--- the end of $1:"; tail -n 30 "$1" >&2 || true; }
