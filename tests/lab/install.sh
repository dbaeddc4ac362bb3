#!/bin/sh
# Installs what the lab records: servers and languages from Debian packages, libraries from PyPI and npm.
# Run as root on a Debian 12 machine, from anywhere. Work files go to .lab/ in the checkout.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
work=$(cd "$lab/../.." && pwd)/.lab

# No service starts by installing it.
policy=/usr/sbin/policy-rc.d
[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made_policy=$policy; }
DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    iproute2 util-linux openssl nginx-light mariadb-server mariadb-client python3-venv
[ -z "${made_policy:-}" ] || rm "$made_policy"

# /app and /opt/venv are mount points: inside the lab every application lies there, as in an image.
mkdir -p /app /opt/venv
for wanted in "$lab"/apps/*/requirements.txt; do
    venv=$work/venv/$(basename "$(dirname "$wanted")")
    mkdir -p "$venv"
    unshare --mount sh -eu -c '
        mount --bind "$1" /opt/venv
        [ -x /opt/venv/bin/python ] || /usr/bin/python3 -m venv /opt/venv
        /opt/venv/bin/pip install --quiet --disable-pip-version-check -r "$2"
    ' sh "$venv" "$wanted"
done
