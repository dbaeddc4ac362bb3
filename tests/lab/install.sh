#!/bin/sh
# Installs what the lab records: servers and languages from Debian packages, libraries from PyPI and npm.
# Run as root on a Debian 12 machine with Node.js 20, from anywhere. Work files go to .lab/ in the checkout.
set -eu
lab=$(cd "$(dirname "$0")" && pwd)
work=$(cd "$lab/../.." && pwd)/.lab

# No service starts by installing it.
policy=/usr/sbin/policy-rc.d
[ -e "$policy" ] || { printf '#!/bin/sh\nexit 101\n' >"$policy"; chmod +x "$policy"; made_policy=$policy; }
DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends \
    iproute2 util-linux openssl nginx-light python3-venv \
    mariadb-server mariadb-client postgresql redis-server rabbitmq-server \
    php-fpm php-mysql ruby puma ruby-sinatra default-jdk-headless \
    libpostgresql-jdbc-java libmariadb-java libhikaricp-java libslf4j-java liblogback-java \
    golang-go golang-github-sirupsen-logrus-dev golang-github-gomodule-redigo-dev
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

for wanted in "$lab"/apps/*/package.json; do
    modules=$work/node/$(basename "$(dirname "$wanted")")
    mkdir -p "$modules"
    cp "$wanted" "$modules/"
    npm install --prefix "$modules" --no-audit --no-fund --loglevel=error
done

for source in "$lab"/apps/*/main.go; do
    name=$(basename "$(dirname "$source")")
    mkdir -p "$work/built/$name" "$work/go/src"
    rm -rf "$work/go/src/$name"
    cp -r "$(dirname "$source")" "$work/go/src/$name"
    GO111MODULE=off GOPATH="$work/go:/usr/share/gocode" GOCACHE="$work/go/cache" \
        go build -trimpath -o "$work/built/$name/$name" "$name"
done

for main in "$lab"/apps/*/*.java; do
    source=$(dirname "$main")
    built=$work/built/$(basename "$source")
    [ "$built" != "${last:-}" ] || continue
    last=$built
    mkdir -p "$built"
    javac -d "$built" -cp "$(echo /usr/share/java/*.jar | tr ' ' ':')" "$source"/*.java
    [ ! -e "$source/logback.xml" ] || cp "$source/logback.xml" "$built/"
done
