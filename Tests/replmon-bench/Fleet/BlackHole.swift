import ReplicationLab

/// Drops every packet to the upper half of the loopback addresses while it is open: connects and established sessions
/// get neither an answer nor an error, as behind a cut link.
///
/// A routing table that is asked before that of the local addresses leads to one end of a `veth` pair whose other end is
/// down. Packets of loopback addresses may leave by another interface only with `route_localnet`.
/// <https://docs.kernel.org/networking/ip-sysctl.html>
struct BlackHole {
    /// The addresses whose packets it drops when it is open.
    private static let addresses = "127.128.0.0/9"
    private static let rule = ["pref", "50", "to", addresses, "lookup", "200"]

    private let lab: Lab

    /// Prepares it, closed. The namespace must be this program's own.
    init(in lab: Lab) throws {
        self.lab = lab
        try run("ip link add hole type veth peer name hole-end")
        try run("ip link set hole arp off up")
        try run("sysctl -qw net.ipv4.conf.hole.route_localnet=1")
        try run("ip route add \(Self.addresses) dev hole table 200")
        try run("ip rule add pref 100 lookup local")
        try run("ip rule del pref 0")
    }

    func open() throws {
        try NetworkNamespace.command(["ip", "rule", "add"] + Self.rule, in: lab)
    }

    func close() throws {
        try NetworkNamespace.command(["ip", "rule", "del"] + Self.rule, in: lab)
    }

    private func run(_ command: String) throws {
        try NetworkNamespace.command(command.split(separator: " ").map(String.init), in: lab)
    }
}
