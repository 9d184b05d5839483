#!/usr/bin/env bash
# Two WebSocket clients talk, one drops, comes back and catches up; both must hold the same history.
#
#   scripts/two-clients.sh                                    on SQLite
#   scripts/two-clients.sh mysql://user:pass@host:port/db     on that empty MySQL or MariaDB database
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

ensure_python
ensure_kefu
temporary_folder folder
free_port port
kefu_settings "$folder" "$port" "${1:-}"
start_kefu "$folder"
case $DATABASE_URL in mysql*) say "== Two clients on MySQL/MariaDB ==" ;; *) say "== Two clients on SQLite ==" ;; esac
if "$PYTHON" "$ROOT/scripts/two_clients.py" "$BASE_URL"; then
    say "two-clients: 1 passed, 0 failed"
else
    show_log "$folder/kefu.log"
    say "two-clients: 0 passed, 1 failed"
    exit 1
fi
