/// Disconnecting members; these functions need a set with ``MongoNetwork/pairs``.
extension MongoReplicaSet {
    /// The relay by which `from` reaches `to`: connections that `from` opens. Connections that `to` opens take the
    /// other relay.
    package func path(from: String, to: String) throws -> Relay {
        try pairs.relay(from: from, to: to)
    }

    /// The relay by which a program run with ``monitorCommand(_:)`` reaches a member.
    package func path(fromMonitorTo member: String) throws -> Relay {
        try pairs.relay(from: MongoPairs.monitor, to: member)
    }

    /// Cuts every relay between a member of `some` and one of `others`, in both directions.
    package func cut(_ some: [String], from others: [String]) throws {
        for (one, other) in some.flatMap({ one in others.map { (one, $0) } }) where one != other {
            try path(from: one, to: other).cut()
            try path(from: other, to: one).cut()
        }
    }

    /// Cuts a member off from all others, and with `monitorToo` from the monitor.
    package func isolate(_ member: String, monitorToo: Bool = false) throws {
        try cut([member], from: members.map(\.name).filter { $0 != member })
        if monitorToo { try path(fromMonitorTo: member).cut() }
    }

    /// Cuts the monitor off from these members, or from all.
    package func cutMonitor(from names: [String]? = nil) throws {
        for name in names ?? members.map(\.name) { try path(fromMonitorTo: name).cut() }
    }

    /// Restores every relay, without limits.
    package func heal() throws {
        for relay in try pairs.all {
            relay.limit(bytesPerSecond: nil)
            try relay.restore()
        }
    }

    /// The arguments that run `command` so that it reaches the members by the monitor's relays; its process id is that
    /// of the command. Without ``MongoNetwork/pairs`` they equal `command`.
    package func monitorCommand(_ command: [String]) -> [String] {
        site.pairs?.command(command, of: MongoPairs.monitor) ?? command
    }

    private var pairs: MongoPairs {
        get throws {
            guard let pairs = site.pairs else { throw LabError("\(name) has no relays between pairs of members") }
            return pairs
        }
    }
}
