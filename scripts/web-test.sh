#!/usr/bin/env bash
# The browser's parts by themselves: format and lint, types, unit tests, the client against the server, sizes.
#
#   scripts/web-test.sh
#
# KEFU_BIN is the server that the client is tested against (default: target/debug/kefu). The last line is
# `N passed, M failed`; the lint, the types of a part and the sizes count as one each.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"
# shellcheck source=scripts/lib/web.sh
source "$ROOT/scripts/lib/web.sh"

case ${1:-} in -h | --help) print_help; exit ;; esac
passed=0 failed=0 report=''

# check NAME COMMAND...: one line, one more to count.
check() {
    local name=$1
    shift
    if "$@"; then passed=$((passed + 1)); say "ok      $name"; else failed=$((failed + 1)); say "FAILED  $name"; fi
}

# unit_tests PART: adds up what vitest reports; a run that reports nothing, or no test, has failed.
unit_tests() {
    local part=$1 counts status=0
    rm -f "$report"
    (cd "$WEB/$part" && npx --no-install vitest run --reporter=default --reporter=json --outputFile="$report") || status=$?
    counts=$(node -e '
        const { numPassedTests, numFailedTests } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8"));
        console.log(numPassedTests, numFailedTests);
    ' "$report" 2>/dev/null) || counts='0 0'
    passed=$((passed + ${counts% *}))
    failed=$((failed + ${counts#* }))
    if [[ ${counts% *} == 0 || ($status != 0 && ${counts#* } == 0) ]]; then
        failed=$((failed + 1))
        say "FAILED  the unit tests of $part"
    fi
}

ensure_program chromium chromium
ensure_modules || { say '0 passed, 1 failed'; exit 1; }
ensure_kefu
export KEFU_BIN=$KEFU
temporary_folder report
report+=/vitest.json
cd "$WEB"
check "format and lint" npx --no-install biome ci .
for part in client widget console demo e2e; do check "types of $part" npx --no-install tsc -p "$part"; done
for part in client widget console; do unit_tests "$part"; done
check "the client as a package" npm run package --silent --workspace client
check "the pages can be built" build_pages
check "sizes" npm run size --silent --workspaces --if-present

say '' "web: $passed passed, $failed failed"
((failed == 0))
