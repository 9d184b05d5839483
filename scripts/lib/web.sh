# The browser's parts of web/, installed and built when they changed. Sourced after base.sh and install.sh.
# shellcheck shell=bash
#
# Callers ask these functions `f || …`, and there `set -e` is off inside: each step that may fail says so itself.

WEB=$ROOT/web
# The parts that the server embeds.
PAGES=(widget console demo)

# ensure_modules: what package-lock.json says, into web/node_modules; only when it changed. False without Node.js.
ensure_modules() {
    local installed=$WEB/node_modules/.installed.json
    ensure_node || return 1
    cmp -s "$WEB/package-lock.json" "$installed" && return
    say "Installing the packages of web/package-lock.json"
    (cd "$WEB" && npm ci --no-audit --no-fund --loglevel=error) || return 1
    cp "$WEB/package-lock.json" "$installed"
}

# sources_of PART: one line that changes with whatever a part is built from.
sources_of() {
    (cd "$WEB" && find "$1" client package-lock.json compress.mjs tsconfig.base.json \
        \( -name node_modules -o -name dist -o -name test -o -name tests \) -prune -o -type f -print0 |
        LC_ALL=C sort -z | xargs -0 sha256sum | sha256sum)
}

# build_pages: web/*/dist for the server to embed; only what changed. False without Node.js.
build_pages() {
    local part stamp sources
    ensure_modules || return 1
    for part in "${PAGES[@]}"; do
        stamp=$WEB/node_modules/.built-$part
        sources=$(sources_of "$part")
        [[ ! -d $WEB/$part/dist || ! -e $stamp || $(<"$stamp") != "$sources" ]] || continue
        say "Building web/$part"
        rm -f "$stamp"
        (cd "$WEB" && npm run build --silent --workspace "$part" -- --logLevel warn) || return 1
        printf '%s\n' "$sources" >"$stamp"
    done
}
