/// Cutting members apart; these want a set with ``MongoNetwork/pairs``.
extension MongoReplicaSet {
    /// The way by which `from` reaches `to`: connections that `from` opens. What `to` opens takes the other way.
    package func path(from: String, to: String) throws -> Relay {
        try pairs.relay(from: from, to: to)
    }

    /// The way by which a program run with ``monitorCommand(_:)`` reaches a member.
    package func path(fromMonitorTo member: String) throws -> Relay {
        try pairs.relay(from: MongoPairs.monitor, to: member)
    }

    /// Cuts every way between a member of `some` and one of `others`, in both directions.
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

    /// Opens every way again, without limits.
    package func heal() throws {
        for relay in try pairs.all {
            relay.limit(bytesPerSecond: nil)
            try relay.restore()
        }
    }

    /// The words to run `command` with, so that it finds the members by the monitor's ways; its process id is that of
    /// what is started. Without ``MongoNetwork/pairs`` they are `command` itself.
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
