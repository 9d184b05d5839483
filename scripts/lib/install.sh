# Installs what a script needs and the machine lacks. Sourced after base.sh. Says what it does before it does it.
# shellcheck shell=bash

as_root() {
    if ((EUID == 0)); then "$@"; elif command -v sudo >/dev/null; then sudo "$@"; else
        die "this needs root, and there is no sudo: run as root: $*"
    fi
}

# A package that brings a service must not start it: we run private copies only. Debian asks this file first.
forbid_service_starts() {
    [[ -e /usr/sbin/policy-rc.d ]] && return
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
    on_exit as_root rm -f /usr/sbin/policy-rc.d
}

# Once, also across the scripts that call each other.
update_package_lists() {
    [[ -z ${KEFU_APT_UPDATED:-} ]] || return 0
    as_root apt-get update -qq
    export KEFU_APT_UPDATED=1
}

# install_packages PACKAGE...: on Debian and its children.
install_packages() {
    command -v apt-get >/dev/null || die "please install: $* (this is no Debian, so the script cannot)"
    say "Installing with apt-get: $*"
    forbid_service_starts
    update_package_lists
    as_root env DEBIAN_FRONTEND=noninteractive \
        apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "$@" >/dev/null
}

# ensure_program PROGRAM PACKAGE...: installs the packages unless the program is there.
ensure_program() {
    local program=$1
    shift
    command -v "$program" >/dev/null && return
    install_packages "$@"
    hash -r
    command -v "$program" >/dev/null || die "$program is still missing after installing $*"
}

# The linker and the C library's headers: SQLite and the cryptography are compiled from C.
ensure_cc() {
    ensure_program cc gcc libc6-dev
    [[ -e /usr/include/stdlib.h ]] || install_packages libc6-dev
}

# is_version_at_least HAVE WANTED
is_version_at_least() { [[ $(printf '%s\n%s\n' "$2" "$1" | sort -V | head -n 1) == "$2" ]]; }

has_rust() {
    local version
    version=$(cd "$ROOT" && cargo --version 2>/dev/null | cut -d' ' -f2) || return 1
    [[ -n $version ]] && is_version_at_least "$version" "$1"
}

# ensure_rust: the toolchain of Cargo.toml's `rust-version` or a newer one: what is there, rustup, Debian's packages,
# and at last Rust's own installer.
ensure_rust() {
    local wanted candidate
    wanted=$(sed -n 's/^rust-version *= *"\(.*\)"/\1/p' "$ROOT/Cargo.toml")
    has_rust "$wanted" && return
    say "Rust $wanted or newer is needed; looking for a way to get it."
    if ! command -v rustup >/dev/null && command -v apt-get >/dev/null; then
        update_package_lists
        if candidate=$(apt-cache policy rustup 2>/dev/null | sed -n 's/^ *Candidate: //p') &&
            [[ -n $candidate && $candidate != '(none)' ]]; then
            install_packages rustup
        fi
    fi
    if ! command -v rustup >/dev/null; then
        ensure_program curl curl ca-certificates
        say "Running Rust's installer from https://sh.rustup.rs (into ~/.cargo and ~/.rustup)"
        curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs |
            sh -s -- -y --no-modify-path --profile minimal --component clippy,rustfmt ||
            die "Rust could not be installed; see https://rustup.rs and start again"
    else
        say "Installing Rust's stable toolchain with rustup"
        rustup toolchain install stable --profile minimal --component clippy,rustfmt
        rustup default stable
    fi
    hash -r
    has_rust "$wanted" || die "cargo is older than $wanted: try 'rustup update stable'"
}

# ensure_python: a virtual environment in target/venv with exactly scripts/requirements.txt; sets PYTHON.
ensure_python() {
    local venv=$TARGET/venv wanted=$ROOT/scripts/requirements.txt
    PYTHON=$venv/bin/python
    cmp -s "$wanted" "$venv/installed.txt" && "$PYTHON" -c '' 2>/dev/null && return
    python3 -c 'import ensurepip, venv' 2>/dev/null || install_packages python3 python3-venv
    say "Installing the Python tools of scripts/requirements.txt into $venv"
    rm -rf "$venv"
    python3 -m venv "$venv"
    "$PYTHON" -m pip install --quiet --disable-pip-version-check -r "$wanted"
    cp "$wanted" "$venv/installed.txt"
}

NODE_WANTED=20.19.0 # what Vite 8 needs

has_node() {
    local version
    version=$(node --version 2>/dev/null) && command -v npm >/dev/null && is_version_at_least "${version#v}" "$NODE_WANTED"
}

# ensure_node: Node.js and npm for the browser's parts: what is there, or Debian's packages where they are new enough.
# False, with a word about it, where there is no way.
ensure_node() {
    local candidate=''
    has_node && return
    if ! command -v node >/dev/null && command -v apt-get >/dev/null; then
        update_package_lists
        candidate=$(apt-cache policy nodejs 2>/dev/null | sed -n 's/^ *Candidate: //p')
        if [[ $candidate == [0-9]* ]] && is_version_at_least "${candidate%%[+~-]*}" "$NODE_WANTED"; then
            install_packages nodejs npm
            hash -r
            has_node && return
        fi
    elif command -v node >/dev/null && ! command -v npm >/dev/null && command -v apt-get >/dev/null; then
        install_packages npm
        hash -r
        has_node && return
    fi
    if command -v node >/dev/null; then
        warn "The browser's parts need Node.js $NODE_WANTED or newer with npm; this is $(node --version)."
    else
        warn "The browser's parts need Node.js $NODE_WANTED or newer with npm, and this system's packages have none."
    fi
    warn "See https://nodejs.org for a newer one."
    return 1
}
