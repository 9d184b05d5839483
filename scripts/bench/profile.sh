#!/usr/bin/env bash
# Where does the server's time go? Samples it with perf while 200 pairs talk, or 20,000 connect, and groups the samples.
#
#   scripts/bench/profile.sh [WINDOW | connect ...]      windows 1 and 16 and `connect` unless some are named
#
# Needs perf (Debian's linux-perf) and the right to use it. KEFU_BIN and KEFU_LOADTEST_BIN as for scripts/bench.sh.
# PERF_DATA=FOLDER keeps the recordings, for `perf report -i FOLDER/1.perf`.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/../lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"
# shellcheck source=scripts/mariadb.sh
source "$ROOT/scripts/mariadb.sh"
# shellcheck source=scripts/bench/server.sh
source "$ROOT/scripts/bench/server.sh"

readonly FREQUENCY=997 # samples a second; no round number, so that nothing periodic hides

# profile WINDOW|connect
profile() {
    local recording=$PERF_DATA/$1.perf load seconds=6 command
    command=(chat --pairs 200 --one-way --size 120 --window "$1" --warmup 2s --duration 14s)
    if [[ $1 == connect ]]; then
        command=(connect --sockets "$(sockets_that_fit 20000)" --sources 4 --hold 1s)
        seconds=3
    fi
    begin
    fresh_settings mariadb
    start_kefu "$FOLDER"
    setsid "$LOADTEST" "${command[@]}" --url "$BASE_URL" --pid "$KEFU_PID" --json >"$FOLDER/load.json" </dev/null &
    load=$!
    on_exit end_group "$load"
    wait_until 60 has_files 400 || die "nobody connects"
    [[ $1 == connect ]] || sleep 2 # the load warms up as long, and then goes on for 14 seconds
    perf record --quiet -g -e cpu-clock -F "$FREQUENCY" -p "$KEFU_PID" -o "$recording" -- sleep "$seconds"
    count_statements
    wait "$load" || die "the load failed: $(<"$FOLDER/load.json")"
    say "" "== $1 =="
    sed 's/.*"\(acked\|connects\)_per_second":\([0-9.]*\).*/\2 \1 a second while sampled/' "$FOLDER/load.json"
    cat "$FOLDER/statements"
    perf report -i "$recording" --stdio --no-children -g none --percent-limit 0 --sort comm,dso,symbol -t '|' 2>/dev/null |
        python3 "$ROOT/scripts/bench/groups.py"
    end
}

# has_files NUMBER: has the server so many files and sockets open?
has_files() {
    local files=("/proc/$KEFU_PID/fd"/*)
    ((${#files[@]} >= $1))
}

# What the database was asked for since the database was started.
count_statements() {
    mariadb_root <<'SQL' >"$FOLDER/statements"
SELECT LOWER(VARIABLE_NAME), VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN
('COM_SELECT', 'COM_INSERT', 'COM_COMMIT', 'COM_STMT_PREPARE', 'HANDLER_READ_RND_NEXT', 'HANDLER_READ_KEY', 'QUESTIONS');
SQL
}

case ${1:-} in -h | --help) print_help; exit ;; esac
KEFU_BARE_BIN=$(type -P true) # not needed here
ensure_program python3 python3
ensure_program perf linux-perf
ensure_bench_programs
[[ -n ${PERF_DATA:-} ]] || temporary_folder PERF_DATA
start_mariadb
(($# > 0)) || set -- 1 16 connect
for what; do profile "$what"; done
