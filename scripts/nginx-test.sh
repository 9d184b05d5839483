#!/usr/bin/env bash
# The nginx configuration of scripts/deploy, in a real nginx, in front of a real kefu: REST, uploads, media, WebSocket.
#
#   scripts/nginx-test.sh
#
# As root, files get the owners and modes that docs/operations.md tells people to give them, and nginx reads as www-data.
# KEFU_BIN=/path/to/kefu uses that program instead of building one.

# shellcheck source=scripts/lib/base.sh
source "$(dirname "${BASH_SOURCE[0]}")/lib/base.sh"
# shellcheck source=scripts/lib/install.sh
source "$ROOT/scripts/lib/install.sh"
# shellcheck source=scripts/lib/kefu.sh
source "$ROOT/scripts/lib/kefu.sh"

case ${1:-} in -h | --help) print_help; exit ;; esac
folder='' port='' kefu_port=''

# The file as it is shipped, with only its ports and its folder changed.
write_nginx_conf() {
    sed -e "s|listen 80;|listen 127.0.0.1:$port;|" -e '/listen \[::\]/d' \
        -e "s|127\.0\.0\.1:8000|127.0.0.1:$kefu_port|" \
        -e "s|/var/lib/kefu/media/|$folder/state/media/|" \
        "$ROOT/scripts/deploy/nginx.conf" >"$folder/kefu.conf"
    {
        ((EUID != 0)) || echo 'user www-data;'
        cat <<EOC
daemon off;
worker_processes 1;
pid $folder/nginx.pid;
events { worker_connections 256; }
http {
    log_format upstream '\$status \$upstream_addr \$request_uri';
    access_log $folder/access.log upstream;
    client_body_temp_path $folder/tmp/body;
    proxy_temp_path $folder/tmp/proxy;
    fastcgi_temp_path $folder/tmp/fastcgi;
    uwsgi_temp_path $folder/tmp/uwsgi;
    scgi_temp_path $folder/tmp/scgi;
    include $folder/kefu.conf;
}
EOC
    } >"$folder/nginx.conf"
}

prepare_folders() {
    mkdir -p "$folder/tmp" "$folder/state/media"
    if ((EUID == 0)); then
        chmod 711 "$folder" "$folder/state"
        chgrp www-data "$folder/state/media"
        chmod 2750 "$folder/state/media"
        umask 027
    fi
}

ensure_program nginx nginx-light
ensure_python
ensure_kefu
# The account www-data must be able to enter the folder.
((EUID != 0)) || TMPDIR=/tmp
temporary_folder folder
free_port port
free_port kefu_port
prepare_folders
kefu_settings "$folder/state" "$kefu_port"
export BASE_URL=http://127.0.0.1:$port TRUSTED_PROXIES=127.0.0.1
start_kefu "$folder/state"

write_nginx_conf
arguments=(-p "$folder" -e "$folder/error.log" -c "$folder/nginx.conf")
nginx "${arguments[@]}" -t -q || { cat "$folder/error.log" >&2; die "nginx refuses scripts/deploy/nginx.conf"; }
nginx "${arguments[@]}" &
nginx_pid=$!
on_exit end_process "$nginx_pid"
wait_until 15 is_answering "$port" /api/health || { show_log "$folder/error.log"; die "no health through nginx"; }

say "== kefu behind nginx =="
status=0
"$PYTHON" "$ROOT/scripts/nginx_test.py" "$BASE_URL" "$MEDIA_DIR" "$folder/access.log" "$KEFU_PID" || status=$?
((status == 0)) || { show_log "$folder/error.log"; show_log "$folder/state/kefu.log"; }
exit "$status"
