#!/usr/bin/env bash
# A private MariaDB on a free port of 127.0.0.1, in a temporary folder; gone without a trace when it ends.
#
#   scripts/mariadb.sh [--fast]               runs it until interrupted, and prints its URL
#   scripts/mariadb.sh [--fast] COMMAND ...   runs COMMAND with KEFU_TEST_DATABASE_URL, and ends with its status
#   source scripts/mariadb.sh                 gives start_mariadb, create_database, stop_mariadb to a script
#
#   --fast    a commit waits for the operating system, not for the disk: survives a kill -9, not a power cut
#
# The user `kefu` may do everything in databases whose names begin with `kefu`.

if [[ -z ${ROOT:-} ]]; then
    # shellcheck source=scripts/lib/base.sh
    source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
    # shellcheck source=scripts/lib/install.sh
    source "$ROOT/scripts/lib/install.sh"
fi

# start_mariadb [--fast]: sets MARIADB_PID, MARIADB_SERVER (mysql://user:password@host:port/) and MARIADB_URL (the same
# with the database `kefu`). Ends with the script.
start_mariadb() {
    local password port account=() speed=()
    ensure_program mariadbd mariadb-server
    ensure_program mariadb mariadb-client
    [[ ${1:-} != --fast ]] || speed=(--innodb-flush-log-at-trx-commit=2 --innodb-doublewrite=0)

    MARIADB_FOLDER=$(mktemp -d "$(mariadb_parent)/kefu-mariadb.XXXXXX")
    on_exit rm -rf "$MARIADB_FOLDER"
    # mariadbd refuses to run as root; Debian's package brings the account `mysql`.
    if ((EUID == 0)); then
        account=(--user=mysql)
        chown mysql: "$MARIADB_FOLDER"
    fi
    mariadb-install-db --no-defaults "${account[@]}" --datadir="$MARIADB_FOLDER/data" --skip-test-db \
        --auth-root-authentication-method=normal >"$MARIADB_FOLDER/install.log" 2>&1 ||
        { cat "$MARIADB_FOLDER/install.log" >&2; die "mariadb-install-db failed"; }

    free_port port
    mariadbd --no-defaults "${account[@]}" --datadir="$MARIADB_FOLDER/data" \
        --socket="$MARIADB_FOLDER/socket" --pid-file="$MARIADB_FOLDER/pid" \
        --bind-address=127.0.0.1 --port="$port" --skip-name-resolve --max-connections=1000 \
        --character-set-server=utf8mb4 --innodb-flush-log-at-trx-commit=1 "${speed[@]}" \
        >"$MARIADB_FOLDER/server.log" 2>&1 &
    MARIADB_PID=$!
    on_exit stop_mariadb
    wait_until 60 is_mariadb_ready_or_over || true
    is_mariadb_ready || { tail -n 30 "$MARIADB_FOLDER/server.log" >&2; die "MariaDB did not start"; }

    password=$(random_text 18)
    mariadb_root <<SQL
DROP USER IF EXISTS 'root'@'127.0.0.1', 'root'@'::1', 'root'@'$(hostname 2>/dev/null || cat /etc/hostname)', ''@'localhost';
CREATE USER 'kefu'@'127.0.0.1' IDENTIFIED BY '$password';
GRANT ALL ON \`kefu%\`.* TO 'kefu'@'127.0.0.1';
SQL
    MARIADB_SERVER=mysql://kefu:$password@127.0.0.1:$port/
    create_database kefu
    MARIADB_URL=${MARIADB_SERVER}kefu
}

# create_database NAME: an empty one; its URL is $MARIADB_SERVER followed by NAME.
create_database() { mariadb_root <<<"CREATE DATABASE \`$1\` CHARACTER SET utf8mb4"; }

# stop_mariadb: ends it by its process id and waits until it is gone. Twice is harmless.
stop_mariadb() {
    [[ -n ${MARIADB_PID:-} ]] || return 0
    end_process "$MARIADB_PID" 30
    MARIADB_PID=
}

mariadb_root() { mariadb --no-defaults --socket="$MARIADB_FOLDER/socket" --user=root; }
is_mariadb_ready() { mariadb_root <<<'SELECT 1' >/dev/null 2>&1; }
is_mariadb_ready_or_over() { is_mariadb_ready || is_over "$MARIADB_PID"; }

# The account mysql must be able to enter the folder that the database's folder is in, and a socket's path is short.
# MARIADB_PARENT names another, such as one that is in memory.
mariadb_parent() {
    local parent=${TMPDIR:-/tmp}
    [[ -z ${MARIADB_PARENT:-} ]] || { printf '%s' "$MARIADB_PARENT"; return; }
    ((EUID != 0 && ${#parent} < 60)) || parent=/tmp
    printf '%s' "$parent"
}

run_mariadb() {
    local mode=() status=0
    case ${1:-} in
        -h | --help) print_help; return ;;
        --fast) mode=(--fast); shift ;;
    esac
    start_mariadb "${mode[@]}"
    if (($# == 0)); then
        say "$MARIADB_URL"
        wait "$MARIADB_PID"
        return
    fi
    export KEFU_TEST_DATABASE_URL=$MARIADB_SERVER
    "$@" || status=$?
    return "$status"
}

[[ ${BASH_SOURCE[0]} != "$0" ]] || run_mariadb "$@"
