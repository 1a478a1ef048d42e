#!/bin/bash
# journal-of-commands.sh REPLMON: boots systemd, runs replmon's commands by hand as a user without rights, the daemon among
# them, and prints for each how many entries of replmon the journal has then, and how many lines went to standard error.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export LAB_REPLMON=$1
# shellcheck source=sdlab.sh
. "$here/sdlab.sh"

sdlab_prepare() {
    local runtime=$1/usr/lib/swift-runtime folder=$1/var/lib/lab
    install -m 755 "$LAB_REPLMON" "$1/usr/local/bin/replmon"
    mkdir -p "$runtime" "$folder"
    chmod 777 "$folder"
    # A test build may need the Swift toolchain's shared libraries.
    ldd "$LAB_REPLMON" | awk '$3 ~ /\/swift\/linux\// { print $3 }' | xargs -r cp -t "$runtime"
    printf '%s\n' 'poll_interval: 200ms' 'probe_timeout: 100ms' 'state_directory: /var/lib/lab' 'http: { listen: [] }' \
        'control: { socket: /var/lib/lab/control.sock }' 'clusters:' '  - name: orders' '    postgresql:' \
        '      conninfo: port=1 dbname=postgres user=replmon' \
        '      nodes: [{ name: db-a, conninfo: host=127.0.0.1 }]' \
        '  - name: media' '    mongodb: { uri: "mongodb://127.0.0.1:1/?replicaSet=rs0" }' > "$folder/replmon.yml"
}

# by_hand COMMAND...: runs a command as the user nobody, with almost no environment.
by_hand() {
    sdlab setpriv --reuid 65534 --regid 65534 --clear-groups \
        env -i PATH=/usr/local/bin:/usr/bin:/bin LD_LIBRARY_PATH=/usr/lib/swift-runtime "$@"
}

entries() { sdlab journalctl --sync && sdlab journalctl -q -o cat SYSLOG_IDENTIFIER=replmon | wc -l; }

# count NAME COMMAND...: runs a command, and prints the journal's entries, the lines on standard error and the exit status.
count() {
    local name=$1 rc=0
    shift
    by_hand "$@" > /dev/null 2> "$errors" || rc=$?
    cat "$errors" >&2
    echo "$name $(entries) $(wc -l < "$errors") $rc"
}

errors=$(mktemp)
trap 'sdlab_down; rm -f "$errors"' EXIT
sdlab_up 60
daemon="replmon run --config /var/lib/lab/replmon.yml"
SDLAB_T=50 by_hand sh -c "$daemon > /var/lib/lab/log 2>&1" &
answers() { by_hand replmon ctl --socket /var/lib/lab/control.sock status | grep CRITICAL; }
sdlab_wait 20 answers
ctl='replmon ctl --socket /var/lib/lab/control.sock'

count status $ctl status
count niced nice -n 5 $ctl status
count watch timeout --preserve-status -s INT 1 $ctl status --watch=100ms
count silences $ctl silence list
count plugin $ctl check orders
count probe replmon probe --config /var/lib/lab/replmon.yml
count check-config replmon check-config --config /var/lib/lab/replmon.yml
count daemon sh -c 'kill -TERM $(pidof replmon)'

# Messages of Dispatch would be seen here: it may write now.
count asked env LIBDISPATCH_LOG=YES nice -n 5 $ctl status
