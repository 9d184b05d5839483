#!/usr/bin/env bash
# Generated requests against everything /api/openapi.json describes: no 5xx, and no answer outside the schema.
#
#   scripts/schemathesis.sh               bounded and seeded: the same requests every time
#   scripts/schemathesis.sh OPTION ...    hands more options to `schemathesis run`, e.g. --include-path /api/users
#
# KEFU_BIN=/path/to/kefu uses that program instead of building one.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"

case ${1:-} in -h | --help) print_help; exit ;; esac
folder='' port=''

# What an answer must be like. Left out: the checks that guess at meaning (a deleted user can still be read here).
CHECKS=not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance
CHECKS+=,response_schema_conformance,unsupported_method,ignored_auth

ensure_python
ensure_kefu
temporary_folder folder
free_port port
kefu_settings "$folder" "$port"
# The limits are tested elsewhere; here they would hide most answers behind a 429.
export MESSAGE_RATE_LIMIT=0 LOGIN_RATE_LIMIT=0 CONNECTION_LIMIT_PER_USER=0 ALLOW_VISITORS=True
export REQUEST_RATE_LIMIT=0 UPLOAD_RATE_LIMIT=0 ENSURE_RATE_LIMIT=0 VISITOR_RATE_LIMIT=0
(cd "$folder" && "$KEFU" migrate up && "$KEFU" demo) >"$folder/setup.log" 2>&1 ||
    { show_log "$folder/setup.log"; die "the database could not be filled"; }
KEFU_TEST_PASSWORD=$(random_text 18)
(cd "$folder" && "$KEFU" admin create --username schemathesis --password "$KEFU_TEST_PASSWORD") >>"$folder/setup.log"
# The key is the one long word of the answer.
KEFU_TEST_API_KEY=$(cd "$folder" && "$KEFU" api-key create schemathesis | grep -oE '[A-Za-z0-9_.-]{24,}' | tail -n 1)
export KEFU_TEST_PASSWORD KEFU_TEST_API_KEY
start_kefu "$folder"

say "== schemathesis against $BASE_URL/api/openapi.json =="
status=0
cd "$folder" # its own small files go there too
SCHEMATHESIS_HOOKS=$ROOT/scripts/schemathesis_hooks.py PYTHONPATH=$ROOT/scripts PYTHONDONTWRITEBYTECODE=1 \
    "$(dirname "$PYTHON")/schemathesis" run "$BASE_URL/api/openapi.json" \
    --url "$BASE_URL" --checks "$CHECKS" \
    --seed 20 --max-examples 20 --generation-database none --workers 1 --request-timeout 20 --continue-on-failure \
    --no-color --report junit --report-junit-path "$folder/junit.xml" "$@" || status=$?

is_over "$KEFU_PID" && { say "kefu is gone: a request ended it"; status=1; }
((status == 0)) || show_log "$folder/kefu.log"
"$PYTHON" - "$folder/junit.xml" "$status" <<'PY'
import sys
import xml.etree.ElementTree as xml

status, cases = int(sys.argv[2]), list(xml.parse(sys.argv[1]).iter("testcase"))
failed = sum(1 for case in cases if case.find("failure") is not None or case.find("error") is not None)
skipped = sum(1 for case in cases if case.find("skipped") is not None)
passed = len(cases) - failed - skipped
if passed == 0 or (status and not failed):
    failed += 1  # nothing was tested, or it failed outside any one operation
print(f"schemathesis: {passed} passed, {failed} failed" + f", {skipped} skipped" * (skipped > 0))
sys.exit(failed > 0)
PY
