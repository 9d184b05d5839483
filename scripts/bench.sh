#!/usr/bin/env bash
# Measures kefu on this machine: messages, connections, history, CPU time and memory, beside a bare loop of inserts.
#
#   scripts/bench.sh [--quick] [--runs N] [--results FOLDER] [SCENARIO ...]
#
#   --quick            one short run of each; writes no document
#   --runs N           how often each is measured; the medians are told (3)
#   --results FOLDER   keeps every run's figures there; figures of an earlier run in it count
#   --data FOLDER      MariaDB's data lie in a folder below it; /dev/shm leaves the disk out
#   --table            measures nothing, only makes the table of FOLDER
#
# Scenarios (all, unless some are named):
#   bare            the database alone: four writers, multi-row inserts of 256 of the same rows, one commit each
#   window-1        200 pairs, buyers talk, 120 bytes, one message under way each
#   window-16       the same, 16 under way each
#   paced           the same, 100 messages a second of all together, three times as long
#   bare-paced      the database alone: 100 single-row inserts a second, one commit each
#   connect-5000    5,000 idle sockets: connects a second, memory of each
#   connect-20000   20,000, or as many as `ulimit -n` allows
#   fanout          one talks, 500 listen in one conversation
#   history         the newest 50 of 10,000 messages over REST, 32 connections
#   sqlite          window-16 on SQLite (WAL, synchronous=FULL)
#
# Each measurement has a fresh server and an empty database; MariaDB has its durable defaults. A full run of all
# scenarios writes the table in docs/performance.md. KEFU_BIN, KEFU_LOADTEST_BIN and KEFU_BARE_BIN name programs that
# are built already; otherwise they are built in release. `scripts/bench/profile.sh` tells where the time goes.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"
# shellcheck source=scripts/mariadb.sh
source "$ROOT/scripts/mariadb.sh"
# shellcheck source=scripts/bench/server.sh
source "$ROOT/scripts/bench/server.sh"

readonly ALL=(window-1 bare window-16 paced bare-paced connect-5000 connect-20000 fanout history sqlite)
SECONDS_EACH=10 WARMUP=3 RUNS=3 QUICK='' RESULTS='' TABLE_ONLY='' SCENARIOS=()

read_options() {
    while (($# > 0)); do
        case $1 in
            -h | --help) print_help; exit ;;
            --quick) QUICK=1 RUNS=1 SECONDS_EACH=3 WARMUP=1 ;;
            --table) TABLE_ONLY=1 ;;
            --data) MARIADB_PARENT=${2:?--data needs a folder}; shift ;;
            --runs) RUNS=${2:?--runs needs a number}; shift ;;
            --results) RESULTS=${2:?--results needs a folder}; shift ;;
            *) [[ " ${ALL[*]} " == *" $1 "* ]] || die "there is no scenario '$1'; see --help"; SCENARIOS+=("$1") ;;
        esac
        shift
    done
    ((${#SCENARIOS[@]} > 0)) || SCENARIOS=("${ALL[@]}")
}

# load RUN SCENARIO mariadb|sqlite KIND [OPTION...]: kefu-loadtest against a server of its own.
load() {
    local run=$1 scenario=$2 database=$3 kind=$4 pids=() costs=()
    shift 4
    fresh_settings "$database"
    start_kefu "$FOLDER"
    pids=("$KEFU_PID")
    if [[ $database == mariadb ]]; then
        pids+=("$MARIADB_PID")
        costs=(--database-pid "$MARIADB_PID")
    fi
    measure "$run" "$scenario" "$(IFS=,; printf '%s' "${pids[*]}")" \
        "$LOADTEST" "$kind" --url "$BASE_URL" --pid "$KEFU_PID" "${costs[@]}" --json "$@"
}

# measure RUN SCENARIO PIDS COMMAND...
measure() { as_group python3 "$ROOT/scripts/bench/measure.py" "$RESULTS/$2.$1.json" "$3" "${@:4}"; }

# bare RUN SCENARIO [OPTION...]
bare() {
    fresh_settings mariadb
    (cd "$FOLDER" && "$KEFU" migrate up) >"$FOLDER/kefu.log" 2>&1
    measure "$1" "$2" "$MARIADB_PID" "$BARE" --url "$DATABASE_URL" --database-pid "$MARIADB_PID" \
        --warmup "$WARMUP" "${@:3}"
}

# run_scenario RUN SCENARIO
run_scenario() {
    local seconds=$SECONDS_EACH timing chat
    # A hundredth of 100 messages a second is few: the pace is kept for longer.
    if [[ $2 == *paced ]]; then seconds=$((3 * SECONDS_EACH)); fi
    timing=(--duration "${seconds}s" --warmup "${WARMUP}s")
    chat=(chat --pairs 200 --one-way --size 120 "${timing[@]}")
    case $2 in
        bare) bare "$1" "$2" --duration "$seconds" ;;
        bare-paced) bare "$1" "$2" --duration "$seconds" --rate 100 --rows 1 ;;
        window-1) load "$1" "$2" mariadb "${chat[@]}" --window 1 ;;
        window-16) load "$1" "$2" mariadb "${chat[@]}" --window 16 ;;
        paced) load "$1" "$2" mariadb "${chat[@]}" --rate 100 ;;
        connect-5000) load "$1" "$2" mariadb connect --sockets 5000 --hold 3s ;;
        connect-20000) load "$1" "$2" mariadb connect --sockets "$(sockets_that_fit 20000)" --sources 4 --hold 3s ;;
        fanout) load "$1" "$2" mariadb fanout --listeners 500 --size 120 "${timing[@]}" ;;
        history) load "$1" "$2" mariadb history --messages 10000 --page 50 "${timing[@]}" ;;
        sqlite) load "$1" "$2" sqlite "${chat[@]}" --window 16 ;;
    esac
}

describe_machine() {
    local version
    version=$(git -C "$ROOT" describe --always --dirty 2>/dev/null || printf 'unknown')
    printf '%s; kefu %s; %s runs of %s s each; %s processors (%s), Linux %s; %s; at most %s open files.\n' \
        "$(date -u '+%Y-%m-%d %H:%M UTC')" "${KEFU_COMMIT:-$version}" "$RUNS" "$SECONDS_EACH" "$(nproc)" \
        "$(sed -n 's/^model name[[:space:]]*: //p' /proc/cpuinfo | head -n 1)" "$(uname -r | cut -d- -f1)" \
        "$(mariadbd --version | grep -o '[0-9.]*-MariaDB' | sed 's/\(.*\)-MariaDB/MariaDB \1/')" "$(ulimit -n)" \
        >"$RESULTS/machine.txt"
}

measure_all() {
    local run scenario
    ensure_bench_programs
    start_mariadb
    describe_machine
    for ((run = 1; run <= RUNS; run++)); do
        for scenario in "${SCENARIOS[@]}"; do
            warn "run $run of $RUNS: $scenario"
            begin
            run_scenario "$run" "$scenario" || die "$scenario failed (its figures are not counted)"
            end
        done
    done
}

read_options "$@"
ensure_program python3 python3
[[ -n $RESULTS ]] || temporary_folder RESULTS
mkdir -p "$RESULTS"
[[ -n $TABLE_ONLY ]] || measure_all
document=()
[[ -n $QUICK || -n ${MARIADB_PARENT:-} || ${#SCENARIOS[@]} -lt ${#ALL[@]} ]] || document=("$ROOT/docs/performance.md")
python3 "$ROOT/scripts/bench/table.py" "$RESULTS" "${document[@]}"
