#!/usr/bin/env bash
# Widget, console and server together, in Debian's Chromium: the tests of web/e2e.
#
#   scripts/browser-test.sh [ARGUMENT...]     arguments go to Playwright: talk, --headed, -g 'two tabs'
#
# KEFU_BIN is the server (default: target/debug/kefu), built with its pages. The last line is `N passed, M failed`.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"
# shellcheck source=scripts/lib/web.sh
source "$ROOT/scripts/lib/web.sh"

case ${1:-} in -h | --help) print_help; exit ;; esac
folder='' status=0

build_pages || { say '0 passed, 1 failed'; exit 1; }
ensure_program chromium chromium
ensure_kefu
export KEFU_BIN=$KEFU CHROMIUM
CHROMIUM=$(command -v chromium)
temporary_folder folder
export KEFU_E2E_REPORT=$folder/report.json
(cd "$WEB/e2e" && npx --no-install playwright test "$@") || status=$?
# shellcheck disable=SC2016 # JavaScript's own placeholders
counts=$(node -e '
    const { expected, unexpected, flaky } = JSON.parse(require("node:fs").readFileSync(process.argv[1], "utf8")).stats;
    console.log(`${expected} passed, ${unexpected + flaky} failed`);
' "$KEFU_E2E_REPORT" 2>/dev/null) || counts='0 passed, 1 failed'
[[ $counts != '0 passed, 0 failed' ]] || counts='0 passed, 1 failed'

say '' "browser: $counts"
exit "$status"
