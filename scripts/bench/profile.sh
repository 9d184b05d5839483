#!/usr/bin/env bash
# Where does the server's time go? Samples it with perf while 200 pairs talk, and groups the samples.
#
#   scripts/bench/profile.sh [WINDOW ...]      windows 1 and 16 unless some are named
#
# Needs perf (Debian's linux-perf) and the right to use it. KEFU_BIN and KEFU_LOADTEST_BIN as for scripts/bench.sh.
# PERF_DATA=FOLDER keeps the recordings, for `perf report -i FOLDER/window-1.perf`.

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

profile() {
    local recording=$PERF_DATA/window-$1.perf chat
    begin
    fresh_settings mariadb
    start_kefu "$FOLDER"
    setsid "$LOADTEST" chat --url "$BASE_URL" --pairs 200 --one-way --size 120 --window "$1" \
        --warmup 2s --duration 12s --json >"$FOLDER/load.json" </dev/null &
    chat=$!
    on_exit end_group "$chat"
    sleep 4 # of a load of 14 seconds; the recording need not begin at a certain moment
    perf record --quiet -g -e cpu-clock -F "$FREQUENCY" -p "$KEFU_PID" -o "$recording" -- sleep 6
    wait "$chat"
    say "" "== window $1 =="
    sed 's/.*"acked_per_second":\([0-9.]*\).*/\1 messages a second while sampled/' "$FOLDER/load.json"
    perf report -i "$recording" --stdio --no-children -g none --percent-limit 0 --sort comm,dso,symbol -t '|' 2>/dev/null |
        python3 "$ROOT/scripts/bench/groups.py"
    end
}

case ${1:-} in -h | --help) print_help; exit ;; esac
KEFU_BARE_BIN=$(command -v true) # not needed here
ensure_program python3 python3
ensure_program perf linux-perf
ensure_bench_programs
[[ -n ${PERF_DATA:-} ]] || temporary_folder PERF_DATA
start_mariadb
(($# > 0)) || set -- 1 16
for window; do profile "$window"; done
