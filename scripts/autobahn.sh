#!/usr/bin/env bash
# Runs the Autobahn cases (PyPI package kosoku) against the socket layer in echo mode and judges them strictly.
#
#   scripts/autobahn.sh [CASE…]      default: groups 1–7 and 10, every case with its close code
#
# AUTOBAHN_VENV    where kosoku is installed on first use   (target/venv/kosoku)
# AUTOBAHN_REPORT  where the report goes                    (target/autobahn)
# AUTOBAHN_PROFILE the cargo profile of the echo server     (dev)
#
# Needs: cargo, python3 with venv. Ends what it started, also when interrupted. The last line is "N passed, M failed".
set -euo pipefail
cd "$(dirname "$0")/.."

venv=${AUTOBAHN_VENV:-target/venv/kosoku}
report=${AUTOBAHN_REPORT:-target/autobahn}
profile=${AUTOBAHN_PROFILE:-dev}
kosoku_version=0.1.0
cases=("$@")
[ ${#cases[@]} -gt 0 ] || cases=('1.*' '2.*' '3.*' '4.*' '5.*' '6.*' '7.*' '10.*')

if ! "$venv/bin/pip" show kosoku 2>/dev/null | grep -qx "Version: $kosoku_version"; then
    python3 -m venv "$venv"
    "$venv/bin/pip" install --quiet --disable-pip-version-check "kosoku==$kosoku_version"
fi
cargo build --quiet --profile "$profile" --example ws_echo
folder=$profile
[ "$profile" != dev ] || folder=debug

work=$(mktemp -d)
echo_pid=
clean_up() {
    if [ -n "$echo_pid" ]; then
        kill "$echo_pid" 2>/dev/null || true
        wait "$echo_pid" 2>/dev/null || true
    fi
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM

mkfifo "$work/out"
"${CARGO_TARGET_DIR:-target}/$folder/examples/ws_echo" --port 0 >"$work/out" &
echo_pid=$!
read -r -t 10 _ _ address <"$work/out" || { echo "the echo server did not start" >&2; exit 1; }

rm -rf "$report"
mkdir -p "$report"
include=()
for case in "${cases[@]}"; do include+=(-i "$case"); done
# Its exit code says less than the report, which is judged below.
timeout 300 "$venv/bin/kosoku" -p 4 "${include[@]}" -o "$report" "ws://$address" >"$work/kosoku.log" 2>&1 || true
kill -0 "$echo_pid" 2>/dev/null || { echo "the echo server ended during the cases" >&2; exit 1; }
[ -f "$report/index.json" ] || { cat "$work/kosoku.log" >&2; echo "kosoku wrote no report" >&2; exit 1; }

# INFORMATIONAL is what RFC 6455 leaves open; NON-STRICT counts as failed.
python3 - "$report/index.json" <<'PY'
import json
import sys

passed = failed = 0
for agent in json.load(open(sys.argv[1], encoding="utf-8")).values():
    for name, case in sorted(agent.items()):
        verdicts = {case["behavior"], case["behaviorClose"]}
        if verdicts <= {"OK", "INFORMATIONAL"}:
            passed += 1
        else:
            failed += 1
            print(f"case {name}: {case['behavior']}, close {case['behaviorClose']}")
print(f"{passed} passed, {failed} failed")
sys.exit(1 if failed or not passed else 0)
PY
