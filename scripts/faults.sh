#!/usr/bin/env bash
# Faults under load: servers and databases are killed, stopped, cut off; then journals and database are compared.
#
#   scripts/faults.sh                       every scenario
#   scripts/faults.sh cut drain             only these
#   scripts/faults.sh --broken [NAME...]    sees each checker fail on a build that breaks its promise on purpose
#
# Scenarios: kill-server database-away locked-file cut disk-full fsync drain behind-nginx slow-reader vanish two-nodes redis-away flood;
# what each of them judges stands in docs/faults.md. `disk-full` needs root, `fsync` needs strace and the right to attach, `behind-nginx` needs nginx,
# `redis-away` redis-server.
# KEFU_BIN and KEFU_LOADTEST_BIN name programs that are built already. KEFU_FAULTS_LOGS=FOLDER keeps the servers' logs.
# The last line is `N passed, M failed`.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/mariadb.sh
source "$ROOT/scripts/mariadb.sh"

mode=() names=()
for argument in "$@"; do
    case $argument in
        -h | --help) print_help; exit ;;
        --broken) mode=(--broken) ;;
        -*) die "there is no option '$argument'; see --help" ;;
        *) names+=("$argument") ;;
    esac
done
KNOWN=(kill-server database-away locked-file cut disk-full fsync drain behind-nginx slow-reader vanish two-nodes redis-away flood)
for name in "${names[@]}"; do
    [[ " ${KNOWN[*]} " == *" $name "* ]] || die "there is no scenario '$name'; see --help"
done
((${#names[@]} > 0)) || names=("${KNOWN[@]}")

# The folder of target/ that the programs are built into; the broken one stays apart.
build() {
    ensure_cc
    ensure_rust
    if ((${#mode[@]} > 0)); then
        local folder=$TARGET/faults
        mkdir -p "$folder"
        (cd "$ROOT" && cargo build --quiet --locked --features break-promises --bin kefu)
        mv "$TARGET/debug/kefu" "$folder/kefu-broken"
        KEFU_BIN=$folder/kefu-broken
    fi
    (cd "$ROOT" && cargo build --quiet --locked --bin kefu --bin kefu-loadtest)
}

# The server may have been started again under another id: the newest one stands in its own file.
end_mariadb() {
    local pid
    pid=$(cat "$MARIADB_FOLDER/pid" 2>/dev/null) || return 0
    kill -CONT "$pid" 2>/dev/null || true
    end_process "$pid" 30
}

# In case the runner could not.
unmount_disks() {
    local disk
    for disk in "$folder"/*/small-disk; do umount -l "$disk" 2>/dev/null || true; done
}

folder=''
ensure_python
[[ " ${names[*]} " != *' fsync '* ]] || command -v strace >/dev/null || ((EUID != 0)) || ensure_program strace strace
[[ " ${names[*]} " != *' behind-nginx '* ]] || command -v nginx >/dev/null || ((EUID != 0)) || ensure_program nginx nginx-light
[[ -n ${KEFU_BIN:-} && -n ${KEFU_LOADTEST_BIN:-} ]] || build
temporary_folder folder
on_exit unmount_disks
database=()
for name in "${names[@]}"; do
    case $name in
        kill-server | database-away | cut | drain | behind-nginx | slow-reader | two-nodes | redis-away)
            ((${#database[@]} > 0)) && continue
            start_mariadb
            database=(--mariadb-pid "$MARIADB_PID" --mariadb-folder "$MARIADB_FOLDER" --mariadb-url "$MARIADB_SERVER")
            disown "$MARIADB_PID" # it will be killed, and bash need not tell
            MARIADB_PID=
            on_exit end_mariadb
            ;;
    esac
done

"$PYTHON" "$ROOT/scripts/faults/run.py" --folder "$folder" --kefu "${KEFU_BIN:-$TARGET/debug/kefu}" \
    --loadtest "${KEFU_LOADTEST_BIN:-$TARGET/debug/kefu-loadtest}" ${KEFU_FAULTS_LOGS:+--keep "$KEFU_FAULTS_LOGS"} \
    "${database[@]}" "${mode[@]}" "${names[@]}" </dev/null &
runner=$!
on_exit end_process "$runner" 30
wait "$runner"
