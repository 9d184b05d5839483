# A server and a database for one measurement, and nothing of them afterwards. Sourced after base, install, kefu, mariadb.
# shellcheck shell=bash

# ensure_bench_programs: sets KEFU, LOADTEST and BARE; builds what KEFU_BIN, KEFU_LOADTEST_BIN, KEFU_BARE_BIN do not name.
ensure_bench_programs() {
    local wanted=()
    KEFU=${KEFU_BIN:-$TARGET/release/kefu}
    LOADTEST=${KEFU_LOADTEST_BIN:-$TARGET/release/kefu-loadtest}
    BARE=${KEFU_BARE_BIN:-$TARGET/release/examples/bare_inserts}
    [[ -n ${KEFU_BIN:-} ]] || wanted+=(--bin kefu)
    [[ -n ${KEFU_LOADTEST_BIN:-} ]] || wanted+=(--bin kefu-loadtest)
    [[ -n ${KEFU_BARE_BIN:-} ]] || wanted+=(--example bare_inserts)
    if ((${#wanted[@]} > 0)); then
        ensure_cc
        ensure_rust
        (cd "$ROOT" && cargo build --release --locked "${wanted[@]}")
    fi
    for program in "$KEFU" "$LOADTEST" "$BARE"; do [[ -x $program ]] || die "there is no program at $program"; done
}

# begin / end: everything that was started in between is ended by its process id, and its folder removed. Process ids
# come round again, so what is over must not stay on the list.
begin() { MARK=${#CLEANUPS[@]}; }
end() {
    local index
    for ((index = ${#CLEANUPS[@]} - 1; index >= MARK; index--)); do eval "${CLEANUPS[index]}" || true; done
    CLEANUPS=("${CLEANUPS[@]:0:MARK}")
}

# fresh_settings mariadb|sqlite: exports the settings of a server on a new, empty database.
fresh_settings() {
    local database=''
    temporary_folder FOLDER
    if [[ $1 == mariadb ]]; then
        DATABASES=$((${DATABASES:-0} + 1))
        create_database "kefu_bench_$DATABASES"
        on_exit drop_database "kefu_bench_$DATABASES"
        database=${MARIADB_SERVER}kefu_bench_$DATABASES
    fi
    free_port PORT
    kefu_settings "$FOLDER" "$PORT" "$database"
    export MESSAGE_RATE_LIMIT=0 FRAME_RATE_LIMIT=0 REQUEST_RATE_LIMIT=0 ENSURE_RATE_LIMIT=0
    export CONNECTION_LIMIT_PER_USER=0 LOG=warn
}

drop_database() { mariadb_root <<<"DROP DATABASE \`$1\`"; }

# The sockets that fit into `ulimit -n` beside a server's and a load generator's other files.
sockets_that_fit() {
    local limit
    limit=$(ulimit -n)
    [[ $limit == unlimited ]] || ((limit >= $1 + 100)) || { printf '%d' $((limit - 100)); return; }
    printf '%d' "$1"
}

# as_group COMMAND [ARGUMENT...]: runs it in a process group of its own, so that an interrupt ends it at once.
as_group() {
    local pid status=0
    setsid "$@" </dev/null &
    pid=$!
    on_exit end_group "$pid"
    wait "$pid" || status=$?
    return "$status"
}
