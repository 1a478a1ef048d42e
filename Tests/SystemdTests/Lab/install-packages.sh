#!/bin/bash
# install-packages.sh DEPS: boots systemd on an overlay of this machine, where apt-get knows only packages that are made
# here, and prints what it means for services that DEPS (deps.sh) installs some of them, one "name value" a line.
#
# lab-neighbour  runs and is enabled before; a new release of it comes along
# postgresql-99  depends on that new release; has a unit and an init script, which its postinst enables and starts
# lab-control    the same as postgresql-99, installed with apt-get itself: started and enabled
set -eu
here=$(cd "$(dirname "$0")" && pwd)
export LAB_DEPS=$1
# shellcheck source=sdlab.sh
. "$here/sdlab.sh"

# package ROOT NAME VERSION [DEPENDS]: makes it and adds it to the list of packages in ROOT/lab.
package() {
    local root=$1 name=$2 version=$3 file=$2_$3.deb tree
    tree=$(mktemp -d)
    mkdir -p "$tree/DEBIAN" "$tree/lib/systemd/system" "$tree/etc/init.d"
    printf '%s\n' '[Service]' 'ExecStart=/bin/sleep infinity' '[Install]' 'WantedBy=multi-user.target' \
        > "$tree/lib/systemd/system/$name.service"
    printf '%s\n' '#!/bin/sh' '### BEGIN INIT INFO' "# Provides: $name-init" '# Required-Start:' '# Required-Stop:' \
        '# Default-Start: 2 3 4 5' '# Default-Stop: 0 1 6' '### END INIT INFO' > "$tree/etc/init.d/$name-init"
    cat > "$tree/DEBIAN/postinst" << EOF
#!/bin/sh
set -e
update-rc.d $name-init defaults > /dev/null
deb-systemd-helper enable $name.service > /dev/null
systemctl --system daemon-reload
if [ -n "\$2" ]; then deb-systemd-invoke restart $name.service; else deb-systemd-invoke start $name.service; fi
invoke-rc.d $name-init start
pg_conftool /etc/postgresql-common/createcluster.conf show -bs create_main_cluster > /lab/cluster-$name || true
EOF
    chmod 755 "$tree/DEBIAN/postinst" "$tree/etc/init.d/$name-init"
    printf '%s\n' "Package: $name" "Version: $version" 'Architecture: all' 'Maintainer: lab <lab@localhost>' \
        "Depends: init-system-helpers${4:+, $4}" 'Description: lab' > "$tree/DEBIAN/control"
    dpkg-deb --root-owner-group --build "$tree" "$root/lab/$file" > /dev/null
    { cat "$tree/DEBIAN/control"
      printf '%s\n' "Filename: ./$file" "Size: $(stat -c %s "$root/lab/$file")" \
          "SHA256: $(sha256sum < "$root/lab/$file" | cut -d ' ' -f 1)" ''; } >> "$root/lab/Packages"
    rm -r "$tree"
}
export -f package

sdlab_prepare() {
    mkdir "$1/lab"
    chmod 755 "$1/lab"
    cp "$LAB_DEPS" "$1/lab/deps.sh"
    rm -rf "$1/etc/apt/sources.list" "$1/etc/apt/sources.list.d" "$1/usr/sbin/policy-rc.d"
    echo 'deb [trusted=yes] file:/lab ./' > "$1/etc/apt/sources.list"
    package "$1" lab-neighbour 1
    package "$1" lab-control 1
}

apt() { sdlab env DEBIAN_FRONTEND=noninteractive apt-get -qq --yes "$@" < /dev/null >&2; }
state() { echo "$1 $(sdlab systemctl is-enabled "$2.service") $(sdlab systemctl is-active "$2.service")"; }
links() { sdlab find /etc/rc2.d -name "S*$1-init" | wc -l; }
setting() { sdlab pg_conftool /etc/postgresql-common/createcluster.conf show -bs create_main_cluster || echo unset; }
main() { sdlab systemctl show -P MainPID lab-neighbour.service; }

trap sdlab_down EXIT
sdlab_up 100
apt update
apt install lab-neighbour lab-control
state control lab-control
state neighbour-before lab-neighbour
process=$(main)
configured=$(setting)

package "$SDLAB_ROOT" lab-neighbour 2
package "$SDLAB_ROOT" postgresql-99 1 'lab-neighbour (>= 2)'
SDLAB_T=60 sdlab env -u TMPDIR HOME=/root /lab/deps.sh --packages postgresql-99 >&2
state installed postgresql-99
echo "links $(links lab-control) $(links postgresql-99)"
echo "cluster $(sdlab cat /lab/cluster-postgresql-99)"
state neighbour-after lab-neighbour
echo "upgraded $(sdlab dpkg-query -W -f '${Version}' lab-neighbour)"
echo "same-process $([ "$process" = "$(main)" ] && echo yes)"
echo "same-setting $([ "$configured" = "$(setting)" ] && echo yes)"
echo "left $(sdlab find /run/systemd/system-preset /tmp -mindepth 1 -name '*replmon*' -o -name 'tmp.*' 2> /dev/null | wc -l)"
# Of a package that was installed without its service, the admin may enable it.
sdlab systemctl enable --now postgresql-99.service >&2
state enabled-later postgresql-99
