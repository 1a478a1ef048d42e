#!/bin/bash
# boot-replmon.sh REPLMON MESSAGE_ID: boots systemd with replmon as its service, which watches a port that nobody listens
# on, goes through the service's life, and prints what an admin would see, one "name value" a line. MESSAGE_ID is that of
# the alert to wait for.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export LAB_REPLMON=$1 LAB_UNITS=$here/../../../systemd
alert=$2
# shellcheck source=sdlab.sh
. "$here/sdlab.sh"

# configuration NODE...: the text of a configuration file.
configuration() {
    local node
    printf '%s\n' 'poll_interval: 200ms' 'probe_timeout: 100ms' 'clusters:' '  - name: orders' '    postgresql:' \
        '      conninfo: port=1 dbname=postgres user=replmon' '      nodes:'
    for node in "$@"; do printf '        - { name: %s, conninfo: host=127.0.0.1 }\n' "$node"; done
    printf '%s\n' '    alerts:' '      PostgresNodeDown: { for: 0s }'
}
export -f configuration

sdlab_prepare() {
    local runtime=$1/usr/lib/swift-runtime dropin=$1/etc/systemd/system/replmon.service.d
    install -m 755 "$LAB_REPLMON" "$1/usr/local/bin/replmon"
    install -m 644 -D "$LAB_UNITS/replmon.sysusers" "$1/usr/lib/sysusers.d/replmon.conf"
    sed 's|@BINDIR@|/usr/local/bin|' "$LAB_UNITS/replmon.service" > "$1/etc/systemd/system/replmon.service"
    mkdir -p "$1/etc/replmon" "$dropin" "$runtime"
    configuration db-a > "$1/etc/replmon/replmon.yml"
    # A test build may need the Swift toolchain's shared libraries, which the sandbox allows in /usr/lib only.
    ldd "$LAB_REPLMON" | awk '$3 ~ /\/swift\/linux\// { print $3 }' | xargs -r cp -t "$runtime"
    printf '%s\n' '[Service]' 'WatchdogSec=2s' 'RestartSec=100ms' 'Environment=LD_LIBRARY_PATH=/usr/lib/swift-runtime' \
        > "$dropin/lab.conf"
}

show() { sdlab systemctl show -P "$1" replmon.service; }
configure() { configuration "$@" > "$SDLAB_ROOT/etc/replmon/replmon.yml"; }

# timed NAME CMD...: runs CMD and prints its exit status and duration in milliseconds.
timed() {
    local name=$1 begin rc=0
    shift
    begin=$(date +%s%N)
    "$@" >&2 || rc=$?
    echo "$name $rc $((($(date +%s%N) - begin) / 1000000))"
}

# ctl_as NAME USER GROUP: what "replmon ctl status" says to this user, and its exit status.
ctl_as() {
    local rc=0 said
    said=$(sdlab setpriv --reuid "$2" --regid "$2" --groups "$3" \
        env LD_LIBRARY_PATH=/usr/lib/swift-runtime replmon ctl status 2>&1) || rc=$?
    echo "$1 $rc $(head -n 1 <<< "$said")"
}

trap sdlab_down EXIT
sdlab_up 100
sdlab systemd-sysusers

if ! sdlab systemctl start replmon.service; then
    sdlab journalctl -q --no-pager -n 30 >&2
    exit 1
fi
echo "started $(show ActiveState) $(show SubState)"
sdlab_wait 10 sdlab sh -c "journalctl -q -o cat MESSAGE_ID=$alert | grep -q ." || sdlab journalctl -q --no-pager >&2
echo "entry $(sdlab journalctl -q -o json "MESSAGE_ID=$alert" | head -n 1)"
says_critical() { show StatusText | grep -q critical; }
sdlab_wait 5 says_critical || true
echo "status $(sdlab systemctl status --no-pager replmon.service | sed -n 's/^ *Status: //p')"
echo "socket $(sdlab stat -c '%A %G' /run/replmon/control.sock)"
echo "http $(sdlab bash -c 'exec 3<>/dev/tcp/127.0.0.1/8642; printf "GET /readyz HTTP/1.0\r\n\r\n" >&3; head -n 1 <&3' | tr -d '\r')"
ctl_as ctl-root 0 0
ctl_as ctl-member 60000 "$(sdlab getent group replmon | cut -d: -f3)"
ctl_as ctl-stranger 60000 60000

nodes() { sdlab env LD_LIBRARY_PATH=/usr/lib/swift-runtime replmon ctl status --json | python3 -c '
import json, sys
print(*(node["name"] for node in json.load(sys.stdin)["clusters"][0]["nodes"]))'; }
configure db-a db-b
timed reload-good sdlab systemctl reload replmon.service
echo "nodes-after-good $(nodes)"
echo '  nonsense: [' >> "$SDLAB_ROOT/etc/replmon/replmon.yml"
timed reload-bad sdlab systemctl reload replmon.service
echo "exec-reload $(show ExecReload | grep -o 'status=[0-9]*')"
echo "after-bad $(show ActiveState) $(show SubState) $(show NRestarts)"
echo "nodes-after-bad $(nodes)"
sdlab journalctl --sync
echo "refusal $(sdlab journalctl -q -o cat -t replmon -p err..err | grep -m 1 'configuration refused')"
configure db-a

pid=$(show MainPID)
sdlab kill -STOP "$pid"
restarted() { [ "$(show NRestarts)" = 1 ] && [ "$(show ActiveState)" = active ]; }
timed watchdog sdlab_wait 15 restarted
sdlab journalctl --sync
echo "watchdog-signal $(sdlab journalctl -q -o cat -u replmon.service | grep -o -m 1 'with signal [A-Z]*')"
echo "after-watchdog $(show ActiveState) $([ "$(show MainPID)" != "$pid" ] && echo another)"

timed stop sdlab systemctl stop replmon.service
echo "after-stop $(show ActiveState) $(show Result) $(sdlab sh -c 'ls -d /run/replmon' 2>/dev/null || echo gone)"

echo 'clusters: none' > "$SDLAB_ROOT/etc/replmon/replmon.yml"
timed start-bad sdlab systemctl start replmon.service
echo "after-start-bad $(show ActiveState) $(show ExecMainStatus) $(show NRestarts)"
sdlab journalctl --sync
echo "start-problem $(sdlab journalctl -q -o cat -u replmon.service | grep -m 1 'replmon.yml:1:')"
