#!/usr/bin/env bash
# scripts/start.sh as on a first day and on a second: settings, administrator, data, and no secret in the output.
#
#   scripts/start-test.sh
#
# Runs in a temporary folder with an empty environment, on another port, in debug. KEFU_BIN uses a program as it is.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"

case ${1:-} in -h | --help) print_help; exit ;; esac
folder='' port='' passed=0 failed=0

# check NAME COMMAND...: one line, one more to count.
check() {
    local name=$1
    shift
    if "$@"; then
        passed=$((passed + 1))
        say "ok      $name"
    else
        failed=$((failed + 1))
        say "FAILED  $name"
    fi
}

# start LOG: runs start.sh from elsewhere, with nothing in the environment but what is named here.
start() {
    local name kept=()
    # Cargo would build everything anew if its variables changed.
    for name in $(compgen -e | grep -E '^(CARGO|RUST|KEFU_BIN$|KEFU_APT_UPDATED$)'); do kept+=("$name=${!name}"); done
    (cd / && exec env -i HOME="$HOME" PATH="$PATH" "${kept[@]}" KEFU_PROFILE=debug KEFU_DIR="$folder" \
        HOST=127.0.0.1 PORT="$port" BASE_URL="http://127.0.0.1:$port" "$ROOT/scripts/start.sh") \
        >"$1" 2>&1 </dev/null &
    KEFU_PID=$!
    on_exit end_process "$KEFU_PID"
    PORT=$port wait_until 600 is_ready_or_over || true
    is_answering "$port" /api/health || { show_log "$1"; die "start.sh did not bring kefu up"; }
}

# stop: SIGTERM, as systemd would; answers kefu's own exit status.
stop() {
    local status=0
    kill -TERM "$KEFU_PID"
    wait "$KEFU_PID" || status=$?
    return "$status"
}

secret() { sed -n 's/^JWT_SECRET_KEY=//p' "$folder/.env"; }
login() { http_post "$port" /api/auth/login "{\"username\":\"admin\",\"password\":\"$password\"}"; }
ensure_buyer() { http_post "$port" /api/users/ensure '{"users":[{"id":"start-test","role":"buyer"}]}' "$token"; }

has_private_settings() { [[ $(stat -c %a "$folder/.env") == 600 ]]; }
has_new_secret() { (($(secret | wc -c) > 64)) && ! grep -qF "$(secret)" "$ROOT/.env.example"; }
is_secret_kept_quiet() { ! grep -qF "$(secret)" "$folder"/*.log; }
is_password_shown_once() { (($(cat "$folder"/*.log | grep -cF "$password") == 1)); }
is_login_good() { [[ $(login) == 200\ * ]]; }
is_buyer() { [[ $(ensure_buyer | tr -d ' ') == 200*"\"created\":$1"* ]]; }
is_demo_there() { grep -qi demo "$folder/first.log"; }
is_demo_left_alone() { ! grep -qi 'demo shop' "$folder/second.log"; }
is_unchanged() { [[ $(secret) == "$first_secret" ]]; }

ensure_kefu
temporary_folder folder
free_port port

say "== The first start =="
start "$folder/first.log"
password=$(sed -n 's/^.*[Pp]assword: *\([^ ]*\).*$/\1/p' "$folder/first.log" | head -n 1)
[[ -n $password ]] || { show_log "$folder/first.log"; die "no line with 'password: …' in what start.sh printed"; }
first_secret=$(secret)
check "the settings are private" has_private_settings
check "the secret is new and long" has_new_secret
check "the docs are there" is_answering "$port" /api/docs/
check "the demo shop was announced" is_demo_there
check "the printed password signs in" is_login_good
token=$(login | json_text access_token)
check "a buyer can be created" is_buyer true
check "SIGTERM ends it with status 0" stop

say "== The second start =="
start "$folder/second.log"
check "the secret is the same" is_unchanged
check "the password was printed once in all" is_password_shown_once
check "the same password signs in" is_login_good
check "the token of the first start is still good, and the buyer is still there" is_buyer false
check "the demo shop was not filled again" is_demo_left_alone
check "SIGTERM ends it with status 0 again" stop
check "the secret is in no output" is_secret_kept_quiet

((failed == 0)) || { show_log "$folder/first.log"; show_log "$folder/second.log"; }
say "start: $passed passed, $failed failed"
((failed == 0))
