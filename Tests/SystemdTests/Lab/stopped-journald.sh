#!/bin/bash
# stopped-journald.sh PROBE COUNT MESSAGE_ID, inside jlab.sh: floods a journald that is stopped, lets it go on, and
# prints what the probe said, how many of the entries arrived, and how many the journal says are missing.
set -eu
journald=$(pidof systemd-journald)
trap 'kill -CONT "$journald"' EXIT
kill -STOP "$journald"
coproc PROBE { "$1" flood "$2" "$3"; }
read -r queued <&"${PROBE[0]}"
kill -CONT "$journald"
echo go >&"${PROBE[1]}"
read -r flushed <&"${PROBE[0]}"
journalctl --sync
echo "$queued"
echo "$flushed"
echo "arrived $(journalctl -q -o cat "MESSAGE_ID=$3" | wc -l)"
echo "lost $(journalctl -q -o cat -t systemd-probe-loss)"
