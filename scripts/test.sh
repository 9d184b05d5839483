#!/usr/bin/env bash
# Every test, on SQLite and on MariaDB. Installs what is missing, starts what it needs, ends what it started.
#
#   scripts/test.sh                 everything but the faults
#   scripts/test.sh api nginx       only these sections
#   scripts/test.sh faults          the faults under load, which want a machine to themselves
#
# Sections:
#   rust           all of `cargo test`; its integration tests run on SQLite
#   mariadb        the integration tests again, on a private MariaDB
#   autobahn       the Autobahn cases against the WebSocket layer
#   schemathesis   generated requests against the OpenAPI description
#   clients        two WebSocket clients hold the same history: on SQLite, on MariaDB
#   nginx          kefu behind the nginx configuration of scripts/deploy
#   start          scripts/start.sh on its first and its second day
#   web            the browser's parts: format and lint, types, unit tests, the client against the server, sizes
#   browser        widget, console and server together, in Chromium
#   libraries      licences of everything that is linked or shipped, the bill of materials, the lock of fuzz/
#   faults         kills, cuts, full disks and slow readers under load: nothing lost, doubled or out of order
#   api            short for: rust mariadb
#
# Everything is built once, in debug, into cargo's target folder. The last line is `N passed, M failed`.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/web.sh
source "$ROOT/scripts/lib/web.sh"
# shellcheck source=scripts/mariadb.sh
source "$ROOT/scripts/mariadb.sh"

SECTIONS=(rust mariadb autobahn schemathesis clients nginx start web browser libraries faults)
declare -A chosen=()
choose() {
    local name
    for name in "$@"; do
        case $name in
            -h | --help) print_help; exit ;;
            api) choose rust mariadb ;;
            *) [[ " ${SECTIONS[*]} " == *" $name "* ]] || die "there is no section '$name'; see --help"
               chosen[$name]=yes ;;
        esac
    done
}
if (($# == 0)); then choose rust mariadb autobahn schemathesis clients nginx start web browser libraries; else choose "$@"; fi
is_chosen() { [[ -n ${chosen[$1]:-} ]]; }

folder=''
declare -A passed=([SQLite]=0 [MariaDB]=0 [other]=0)
failed=0
report=()

# record SECTION KIND PASSED FAILED STATUS SECONDS. A section that failed without a failing test counts as one.
record() {
    local wrong=$4 word=ok
    (($5 == 0 || wrong > 0)) || wrong=1
    ((wrong == 0)) || word=FAILED
    passed[$2]=$((passed[$2] + $3))
    failed=$((failed + wrong))
    report+=("$(printf '%-14s %-8s %5d passed %4d failed %5d s  %s' "$1" "$2" "$3" "$wrong" "$6" "$word")")
}

# cargo_section NAME KIND COMMAND...: adds up the lines `test result: ok. 12 passed; 0 failed; …`.
cargo_section() {
    local name=$1 kind=$2 log=$folder/$1-$2.log status=0 begin=$SECONDS counts
    shift 2
    say '' "---- $name ($kind)"
    run_logged "$log" "$@" || status=$?
    counts=$(sed -n 's/^test result: .* \([0-9]*\) passed; \([0-9]*\) failed;.*/\1 \2/p' "$log" |
        awk '{ passed += $1; failed += $2 } END { print passed + 0, failed + 0 }')
    # No test at all is no success.
    [[ $counts != '0 0' || $status != 0 ]] || status=1
    # shellcheck disable=SC2086 # two numbers
    record "$name" "$kind" $counts "$status" $((SECONDS - begin))
}

# script_section NAME KIND COMMAND...: its last line `N passed, M failed` counts; a word and a colon may precede it.
script_section() {
    local name=$1 kind=$2 log=$folder/$1-$2.log status=0 begin=$SECONDS counts
    shift 2
    say '' "---- $name ($kind)"
    run_logged "$log" "$@" || status=$?
    counts=$(sed -n 's/^\([a-z-]*: \)\{0,1\}\([0-9]*\) passed, \([0-9]*\) failed.*$/\2 \3/p' "$log" | tail -n 1)
    [[ -n $counts ]] || { counts='0 0' status=1; }
    # shellcheck disable=SC2086 # two numbers
    record "$name" "$kind" $counts "$status" $((SECONDS - begin))
}

# check_section NAME COMMAND...: one check, by its exit code.
check_section() {
    local name=$1 log=$folder/$1.log status=0 begin=$SECONDS
    shift
    say '' "---- $name"
    run_logged "$log" "$@" || status=$?
    record "$name" other "$((status == 0))" 0 "$status" $((SECONDS - begin))
}

print_report() {
    say '' "---- summary"
    printf '%s\n' "${report[@]}"
    say "on SQLite: ${passed[SQLite]} tests passed"
    say "on MariaDB: ${passed[MariaDB]} tests passed"
    say "without a database of their own: ${passed[other]} tests passed"
    say ''
    say "$((passed[SQLite] + passed[MariaDB] + passed[other])) passed, $failed failed"
}

cd "$ROOT"
temporary_folder folder
ensure_cc
ensure_rust
if is_chosen autobahn || is_chosen schemathesis || is_chosen clients || is_chosen nginx || is_chosen faults; then ensure_python; fi
if is_chosen nginx; then ensure_program nginx nginx-light; fi
if is_chosen rust || is_chosen mariadb; then ensure_program redis-server redis-server; fi
if is_chosen mariadb || is_chosen clients; then
    say "Starting a private MariaDB"
    start_mariadb --fast
fi

# Before the server, which embeds them.
if is_chosen rust || is_chosen mariadb || is_chosen web || is_chosen browser; then
    build_pages || warn "The server is built without its pages, and the tests of pages see that only."
fi

say "Building"
begin=$SECONDS
# `cargo test` builds the programs too, for the integration tests. A plain `cargo build` beside it would compile many
# libraries twice: without the tests' dependencies they have other features.
command=(cargo build --locked --bins)
if is_chosen rust || is_chosen mariadb || is_chosen autobahn; then command=(cargo test --locked --no-run); fi
if [[ -z ${KEFU_BIN:-} || ${command[1]} == test ]]; then
    run_logged "$folder/build.log" "${command[@]}" || { record build other 0 1 1 0; print_report; exit 1; }
fi
export KEFU_BIN=${KEFU_BIN:-$TARGET/debug/kefu}
[[ -x $KEFU_BIN ]] || die "the build left no $KEFU_BIN"
say "built in $((SECONDS - begin)) s"

if is_chosen rust; then cargo_section rust SQLite env -u KEFU_TEST_DATABASE_URL cargo test --locked --no-fail-fast; fi
if is_chosen mariadb; then
    cargo_section mariadb MariaDB env KEFU_TEST_DATABASE_URL="$MARIADB_SERVER" \
        cargo test --locked --no-fail-fast --test api --test store --test migrations
    cargo_section units MariaDB env KEFU_TEST_DATABASE_URL="$MARIADB_SERVER" \
        cargo test --locked --no-fail-fast --lib -- commands:: store:: cli::
fi
if is_chosen autobahn; then script_section autobahn other scripts/autobahn.sh; fi
if is_chosen schemathesis; then script_section schemathesis SQLite scripts/schemathesis.sh; fi
if is_chosen clients; then
    script_section clients SQLite scripts/two-clients.sh
    create_database kefu_clients
    script_section clients MariaDB scripts/two-clients.sh "${MARIADB_SERVER}kefu_clients"
fi
if is_chosen nginx; then script_section nginx SQLite scripts/nginx-test.sh; fi
if is_chosen start; then script_section start SQLite scripts/start-test.sh; fi
if is_chosen web; then script_section web other scripts/web-test.sh; fi
if is_chosen browser; then script_section browser SQLite scripts/browser-test.sh; fi
if is_chosen libraries; then
    ensure_program python3 python3
    check_section licences python3 scripts/licences.py
    check_section sbom python3 scripts/sbom.py "$folder/sbom.json"
    # A workspace of its own: nothing else notices when its lock no longer fits kefu's dependencies.
    check_section fuzz-lock cargo tree --locked --depth 0 --manifest-path fuzz/Cargo.toml
fi
if is_chosen faults; then
    KEFU_LOADTEST_BIN=$TARGET/debug/kefu-loadtest script_section faults MariaDB scripts/faults.sh
fi

print_report
((failed == 0))
