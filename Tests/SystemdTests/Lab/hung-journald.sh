#!/bin/bash
# hung-journald.sh REPLMON PROBE CONFIGURATION, inside jlab.sh: runs replmon as systemd would, with a journald that is
# stopped and whose socket is full, so that its first entry already waits. After a line on standard input journald goes on;
# then it is stopped again and replmon is asked to end. $LAB_NOTIFY is the socket for its signs of life. Prints
# "hung WHETHER", "arrived ENTRIES", "lost NUMBER-IN-THE-JOURNAL" and "stopped STATUS MILLISECONDS".
set -eu
replmon=$1 probe=$2 configuration=$3
log=$(dirname "$configuration")/stderr
journald=$(pidof systemd-journald)
trap 'kill -CONT "$journald"' EXIT

kill -STOP "$journald"
coproc PROBE { "$probe" flood 10000 6e1d2b7cbb1d4f0f8a5a1f8a52a3c9d4 2> /dev/null; }
read -r queued <&"${PROBE[0]}"
: > "$log"
NOTIFY_SOCKET=$LAB_NOTIFY WATCHDOG_USEC=400000 JOURNAL_STREAM=$(stat -c %d:%i "$log") \
    "$replmon" run --config "$configuration" < /dev/null > /dev/null 2> "$log" &
daemon=$!
echo "hung ${queued##* }"
read -r _

kill -CONT "$journald"
echo go >&"${PROBE[1]}"
entries() { journalctl --sync && journalctl -q -o json -t replmon; }
lost() { entries | grep -o '"REPLMON_DROPPED":"[0-9]*"' | tr -dc '0-9\n' | head -n 1; }
for ((i = 0; i < 50; i++)); do [ -z "$(lost)" ] || break; sleep 0.1; done
echo "arrived $(entries | wc -l)"
echo "lost $(lost)"
kill -STOP "$journald"
begin=$(date +%s%N) status=0
kill "$daemon"
wait "$daemon" || status=$?
echo "stopped $status $((($(date +%s%N) - begin) / 1000000))"
cat "$log"
