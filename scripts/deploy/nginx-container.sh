#!/bin/sh
# Makes nginx.conf fit for compose.yaml: kefu is another machine's name there. Run by nginx's image before it starts.
# nginx may not enter kefu's media folder there, so each file is answered by kefu, through the same rules.
set -eu
sed -e 's|server 127\.0\.0\.1:8000;|server kefu:8000;|' -e '/listen \[::\]/d' -e 's|server_name .*|server_name _;|' \
    /etc/nginx/shipped/kefu.conf >/etc/nginx/conf.d/default.conf
