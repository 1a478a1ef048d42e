#!/bin/bash
# jlab.sh [-t SECONDS] [-c CATALOG_FILE]... CMD...: run CMD with a real, private, empty journald.
# Inside, /run/systemd/journal/{socket,stdout,dev-log} are served by systemd-journald, and journalctl
# reads that journal only. Nothing of the host is changed: private mount + PID namespaces; only
# /run/systemd, /run/log, /var/log/journal, the catalog and machine-id are replaced; the rest
# (files, network, /tmp, build trees) is the host's. Exit status: CMD's; 137 when SECONDS (default 120) ran out.
set -eu
T=120; C=()
while getopts t:c: o; do case $o in t) T=$OPTARG;; c) C+=("$(realpath "$OPTARG")");; *) exit 64;; esac; done
shift $((OPTIND-1))
if [ -z "${JLAB_STAGE2:-}" ]; then
  a=(); for f in "${C[@]}"; do a+=(-c "$f"); done
  JLAB_STAGE2=1 exec timeout -s KILL "$T" setpriv --pdeathsig KILL unshare -m -p --fork --kill-child=KILL bash "$0" "${a[@]}" "$@"
fi
unset JLAB_STAGE2
mount --make-rprivate /
mount -t proc -o nosuid,nodev,noexec proc /proc
mkdir -p /run/systemd /run/log /var/log/journal
for d in /run/systemd /run/log /var/log/journal /var/lib/systemd/catalog; do mount -t tmpfs -o mode=755,size=128m tmpfs "$d"; done
mkdir -p /run/systemd/journal /run/systemd/journald.conf.d /run/log/journal /run/systemd/cat
tr -d - < /proc/sys/kernel/random/uuid > /run/systemd/machine-id; mount --bind /run/systemd/machine-id /etc/machine-id
printf '[Journal]\nStorage=volatile\nReadKMsg=no\nAudit=no\nRateLimitIntervalSec=0\nSystemMaxUse=64M\nForwardToSyslog=no\nForwardToWall=no\n' \
  > /run/systemd/journald.conf.d/jlab.conf
if [ ${#C[@]} -gt 0 ]; then
  cp "${C[@]}" /run/systemd/cat/; mount -t overlay -o lowerdir=/run/systemd/cat:/usr/lib/systemd/catalog jlab /usr/lib/systemd/catalog
  journalctl --update-catalog
fi
/lib/systemd/systemd-journald 2>/run/systemd/journald.err & J=$!
for ((i=0;i<100;i++)); do [ -S /run/systemd/journal/stdout ] && [ -S /run/systemd/journal/socket ] && break; sleep 0.02; done
[ -S /run/systemd/journal/socket ] || { cat /run/systemd/journald.err >&2; exit 70; }
journalctl --sync                   # answers only once journald is up
rc=0; "$@" || rc=$?
kill "$J" 2>/dev/null || true; wait "$J" || true
exit "$rc"
