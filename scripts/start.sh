#!/usr/bin/env bash
# Starts kefu from a checkout: installs what is missing, makes the settings on first use, builds, migrates, serves.
#
#   scripts/start.sh              the second start is quick and keeps all data
#   scripts/start.sh --no-demo    does not fill an empty database with the demo shop
#
# Settings are in .env, written on first use from .env.example with a random secret; the environment wins over it.
#
#   KEFU_PROFILE=debug    builds faster and runs slower (default: release)
#   KEFU_BIN=/path/kefu   runs that program and builds nothing
#   KEFU_DIR=/folder      where .env is and relative paths in it begin (default: the checkout)

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/web.sh
source "$ROOT/scripts/lib/web.sh"

EXISTS=3 # what `kefu admin create` and `kefu demo` exit with when there is nothing left to do

demo=yes
for argument in "$@"; do
    case $argument in
        -h | --help) print_help; exit ;;
        --no-demo) demo=no ;;
        *) die "unknown option $argument; see --help" ;;
    esac
done

# The secret stays inside this shell: no command line, no log, a file only its owner may read. Written beside and
# linked, so that .env is whole or absent, and a second start at the same moment does not replace it.
write_settings() {
    local line new=.env.new.$$
    [[ -e .env ]] && return
    say "First use: writing $PWD/.env with a random secret"
    (
        umask 077
        while IFS= read -r line || [[ -n $line ]]; do
            [[ $line != JWT_SECRET_KEY=* ]] || line=JWT_SECRET_KEY=$(random_text 72)
            printf '%s\n' "$line"
        done <"$ROOT/.env.example" >"$new"
    )
    grep -q '^JWT_SECRET_KEY=.\{64\}' "$new" || { rm -f "$new"; die ".env.example has no line JWT_SECRET_KEY="; }
    ln "$new" .env 2>/dev/null || true
    rm -f "$new"
}

# setting NAME: its value, from the environment or .env, as kefu will see it.
setting() {
    local value=${!1-}
    if [[ -z ${!1+set} ]]; then
        value=$(sed -n "s/^ *\(export  *\)\{0,1\}$1 *= *//p" .env | head -n 1)
        value=${value%$'\r'}
        case $value in
            \"*\") value=${value#\"} value=${value%\"} ;;
            \'*\') value=${value#\'} value=${value%\'} ;;
            *) value=${value%% \#*} ;;
        esac
    fi
    printf '%s' "$value"
}

build() {
    local profile=${KEFU_PROFILE:-release} flags=()
    KEFU=${KEFU_BIN:-}
    [[ -z $KEFU ]] || return 0
    ensure_cc
    ensure_rust
    build_pages || warn "The server is built without its pages: no widget, no console, no demo; the API is complete."
    case $profile in
        release) flags=(--release); say "Building kefu (the first time takes some minutes)" ;;
        debug) ;;
        *) die "KEFU_PROFILE is release or debug, not $profile" ;;
    esac
    (cd "$ROOT" && cargo build --locked "${flags[@]}" --bin kefu)
    KEFU=$TARGET/$profile/kefu
}

# once COMMAND...: runs a first-use step and puts what it says into ONCE; nothing when it was done before.
once() {
    local status=0
    ONCE=$("$KEFU" "$@" </dev/null 2>"$errors") || status=$?
    ((status != EXISTS)) || { ONCE=''; return 0; }
    ((status == 0)) || { cat "$errors" >&2; die "kefu $* failed ($status)"; }
}

prepare_database() {
    local database
    database=$(setting DATABASE_URL)
    [[ $database != sqlite://* ]] || mkdir -p "$(dirname "${database#sqlite://}")"
    "$KEFU" migrate up
    [[ $demo == no ]] || { once demo; [[ -z $ONCE ]] || say "$ONCE"; }
    once admin create --username admin
}

# A media folder elsewhere begins with the pictures that every new user gets.
prepare_media() {
    local media
    media=$(setting MEDIA_DIR)
    mkdir -p "$media"
    [[ -e $media/avatars || ! -d $ROOT/media/avatars ]] || cp -R "$ROOT/media/avatars" "$media/"
}

print_addresses() {
    local base
    base=$(setting BASE_URL)
    say ''
    say "kefu is starting. Open:"
    if [[ $(setting DEBUG) == [Tt1]* ]]; then
        say "  ${base%/}/demo          a shop with the chat in it, and its seller's inbox"
    fi
    say "  ${base%/}/console       the desk, for support and merchants"
    say "  ${base%/}/api/docs      the API, to read and to try"
    say "  ${base%/}/api/health    whether all is well"
    if [[ -n $ONCE ]]; then
        say ''
        say "$ONCE"
        say "This password is shown only now. Change it in the console, under your own name."
    fi
    say ''
    say "Ctrl-C stops it."
}

cd "${KEFU_DIR:-$ROOT}"
errors=$(mktemp)
on_exit rm -f "$errors"
build
write_settings
prepare_media
prepare_database
print_addresses
clean_up
exec "$KEFU" serve
