# What every script starts with: where the project is, how to speak, and how to leave nothing running.
# Sourced, never run. Needs bash and Linux's /proc, nothing else.
# shellcheck shell=bash

set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
export PATH="${PATH:-/usr/bin:/bin}:${HOME:-/root}/.cargo/bin:/usr/local/sbin:/usr/sbin:/sbin"
# Cargo's own variable decides; scripts and cargo must agree on the folder.
TARGET=${CARGO_TARGET_DIR:-$ROOT/target}
[[ $TARGET == /* ]] || TARGET=$ROOT/$TARGET

say() { printf '%s\n' "$@"; } # a line an argument
warn() { printf '%s\n' "$*" >&2; }
die() { warn "$(basename "$0"): $*"; exit 1; }

# Prints the comment block at the top of the running script: its --help.
print_help() { sed -n '2,/^$/{ s/^# \{0,1\}//p; }' "$0"; }

# ---- ending what was started -------------------------------------------------------------------------------------

CLEANUPS=()

# on_exit COMMAND [ARGUMENT...]: runs it when the script ends, however it ends; the latest one first.
on_exit() { CLEANUPS+=("$(printf '%q ' "$@")"); }

# clean_up: runs them now. For a script that ends with `exec`, which no trap survives.
clean_up() {
    local index
    for ((index = ${#CLEANUPS[@]} - 1; index >= 0; index--)); do eval "${CLEANUPS[index]}" || true; done
    CLEANUPS=()
}

end_script() {
    local status=$?
    set +e
    trap - EXIT
    trap '' HUP INT TERM
    clean_up
    exit "$status"
}
trap end_script EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# is_running PID: alive, and not just waiting for its parent to notice.
is_running() {
    local line
    read -r line 2>/dev/null <"/proc/$1/stat" || return 1
    line=${line##*) }
    [[ ${line:0:1} != [ZX] ]]
}

# is_group_running PGID: is any process of this process group alive?
is_group_running() {
    local file line fields
    for file in /proc/[0-9]*/stat; do
        read -r line 2>/dev/null <"$file" || continue
        read -r -a fields <<<"${line##*) }"
        [[ ${fields[2]} == "$1" && ${fields[0]} != [ZX] ]] && return 0
    done
    return 1
}

# wait_until SECONDS COMMAND [ARGUMENT...]: false when the condition did not come true in time.
wait_until() {
    local deadline=$((SECONDS + $1))
    shift
    until "$@"; do
        ((SECONDS < deadline)) || return 1
        sleep 0.1
    done
}

is_over() { ! is_running "$1"; }
is_group_over() { ! is_group_running "$1"; }

# end_process PID [SECONDS]: asks it to stop, waits, and only then insists.
end_process() {
    kill -TERM "$1" 2>/dev/null || true
    wait_until "${2:-15}" is_over "$1" || kill -KILL "$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# end_group PGID [SECONDS]: the same for everything a `start_group` left behind.
end_group() {
    is_group_running "$1" || return 0
    kill -TERM -- "-$1" 2>/dev/null || true
    wait_until "${2:-20}" is_group_over "$1" || kill -KILL -- "-$1" 2>/dev/null || true
    wait "$1" 2>/dev/null || true
}

# run_logged LOG COMMAND [ARGUMENT...]: shows the output, keeps it in LOG, answers the command's status. The command
# runs in a process group of its own, so an interrupt ends it and all its children at once.
run_logged() {
    local log=$1 pid status=0
    shift
    # shellcheck disable=SC2016 # expanded by the inner shell
    setsid bash -c 'set -o pipefail; log=$1; shift; "$@" 2>&1 </dev/null | tee "$log"' run_logged "$log" "$@" &
    pid=$!
    on_exit end_group "$pid"
    wait "$pid" || status=$?
    return "$status"
}

# ---- small things ------------------------------------------------------------------------------------------------

# is_port_free PORT: no socket on this machine has it.
is_port_free() {
    local hex
    printf -v hex ':%04X ' "$1"
    ! cat /proc/net/tcp /proc/net/tcp6 2>/dev/null | grep -q "^ *[0-9]*: [0-9A-F]*$hex"
}

# free_port NAME: puts into the variable a port below the range that outgoing connections take theirs from.
free_port() {
    local __port # not `port`: that may be the very name we were given
    for _ in {1..200}; do
        __port=$((20000 + RANDOM % 12000))
        is_port_free "$__port" && { printf -v "$1" '%d' "$__port"; return; }
    done
    die "no free port between 20000 and 32000"
}

# temporary_folder NAME: makes one, puts its path into the variable; it is gone when the script ends.
temporary_folder() {
    local __folder
    __folder=$(mktemp -d "${TMPDIR:-/tmp}/kefu.XXXXXXXX")
    on_exit rm -rf "$__folder"
    printf -v "$1" '%s' "$__folder"
}

# random_text BYTES: URL-safe characters, about 4 for every 3 bytes.
random_text() { head -c "$1" /dev/urandom | base64 -w0 | tr '+/' '-_' | tr -d '='; }

# http_status PORT PATH: the status of a GET on 127.0.0.1, or 000 when nobody answers. Needs no curl.
http_status() {
    local connection status=000
    if { exec {connection}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null; then
        printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$2" "$1" >&"$connection"
        read -r -t 5 _ status _ <&"$connection" || status=000
        exec {connection}>&-
    fi
    printf '%s' "$status"
}

# http_post PORT PATH JSON [TOKEN]: prints the status, a space and the body of the answer of 127.0.0.1. Needs no curl.
http_post() {
    local connection status line body='' length=0 bytes
    bytes=$(printf '%s' "$3" | wc -c)
    exec {connection}<>"/dev/tcp/127.0.0.1/$1"
    printf 'POST %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\nContent-Type: application/json\r\n' \
        "$2" "$1" >&"$connection"
    [[ -z ${4:-} ]] || printf 'Authorization: Bearer %s\r\n' "$4" >&"$connection"
    printf 'Content-Length: %d\r\n\r\n%s' "$bytes" "$3" >&"$connection"
    read -r -t 10 _ status _ <&"$connection" || status=000
    while read -r -t 10 line <&"$connection" && line=${line%$'\r'} && [[ -n $line ]]; do
        [[ ${line,,} != content-length:* ]] || length=$((${line#*:}))
    done
    ((length == 0)) || LC_ALL=C read -r -t 10 -N "$length" body <&"$connection" || true
    exec {connection}>&-
    printf '%s %s' "$status" "$body"
}

# json_text NAME: the first text of this name in the JSON on standard input.
json_text() { sed -n "s/.*\"$1\" *: *\"\([^\"]*\)\".*/\1/p" | head -n 1; }

is_answering() { [[ $(http_status "$1" "$2" 2>/dev/null) == 200 ]]; }
