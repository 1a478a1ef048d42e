import Glibc
import Synchronization

/// The network of a replica set in which every pair of processes can be disconnected.
///
/// Members have host names. Each process runs in its own mount namespace, where `/etc/hosts` is a file of the lab: its
/// own name leads to 127.0.0.1, where it listens; the others' lead to its relays to them, at addresses of their own and
/// the servers' own port numbers.
final class MongoPairs: Sendable {
    /// The process that is no member.
    static let monitor = "monitor"

    private let lab: Lab
    private let directory: String
    private let state = Mutex(State())

    private struct State {
        /// Members in the order of their arrival, which numbers them from 1; the monitor is number 0.
        var names = [MongoPairs.monitor]
        var relays: [Pair: Relay] = [:]
    }

    private struct Pair: Hashable {
        let from: String
        let to: String
    }

    /// The hosts files lie in the lab's folder.
    init(set: String, in lab: Lab) {
        self.lab = lab
        directory = "\(lab.directory)/\(set)"
    }

    /// A member's host name.
    static func host(of member: String) -> String { "\(member).lab" }

    /// Connects a new member, whose server listens on `port` of 127.0.0.1, with all others.
    func add(_ name: String, port: Int) throws {
        try state.withLock { state in
            let number = state.names.count
            if state.names.contains(name) { throw LabError("there was a member \(name) already") }
            for (index, other) in state.names.enumerated() {
                let inwards = LoopbackAddress(from: index, to: number)
                state.relays[Pair(from: other, to: name)] = try Relay(to: port, at: inwards, in: lab)
                guard let target = state.relays[Pair(from: Self.monitor, to: other)]?.port else { continue }
                let outwards = LoopbackAddress(from: number, to: index)
                state.relays[Pair(from: name, to: other)] = try Relay(to: target, at: outwards, in: lab)
            }
            state.names.append(name)
            for name in state.names { try writeHosts(of: name, state) }
        }
    }

    /// The relay by which one process reaches a member.
    func relay(from: String, to: String) throws -> Relay {
        let relay = state.withLock { $0.relays[Pair(from: from, to: to)] }
        guard let relay else { throw LabError("there is no way from \(from) to \(to)") }
        return relay
    }

    /// All relays, those of the monitor included.
    var all: [Relay] { state.withLock { Array($0.relays.values) } }

    /// The arguments that start `command` with a process' view of the names; the process id is the command's.
    func command(_ command: [String], of process: String) -> [String] {
        let namespace = geteuid() == 0 ? "-m" : "-rm"
        let script = #"mount --bind "$0" /etc/hosts && exec "$@""#
        return ["unshare", namespace, "sh", "-c", script, hosts(of: process)] + command
    }

    private func hosts(of process: String) -> String { "\(directory).\(process).hosts" }

    /// The file is overwritten, not replaced, because running processes have it mounted.
    private func writeHosts(of process: String, _ state: State) throws {
        let lines = state.names.dropFirst().map { name in
            let address = state.relays[Pair(from: process, to: name)]?.host ?? .home
            return "\(address) \(Self.host(of: name))\n"
        }
        try FileText.write("127.0.0.1 localhost\n" + lines.joined(), toFile: hosts(of: process))
    }
}
