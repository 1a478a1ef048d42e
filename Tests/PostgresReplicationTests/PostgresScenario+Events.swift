@testable import PostgresReplication
@testable import ReplicationCore

/// What happens to whole servers: death, hanging, restart, promotion, archives.
extension PostgresScenario {
    /// A chain db-a → db-b → db-c, each link by a slot.
    static func cascade(start: UInt64 = 1000) -> PostgresScenario {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-b"))
        scenario.servers = [
            "db-a": .primary(at: start), "db-b": .standby(at: start), "db-c": .standby(at: start),
        ]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "db_b")
        scenario.connect("db-c", to: "db-b", senderPID: 600, slot: "db_c")
        return scenario
    }

    /// A primary db-a with two standbys, db-b and db-c, each by a slot.
    static func fan(start: UInt64 = 1000) -> PostgresScenario {
        var scenario = PostgresScenario(
            PostgresNodeDeclaration(name: "db-a"), PostgresNodeDeclaration(name: "db-b", upstream: "db-a"),
            PostgresNodeDeclaration(name: "db-c", upstream: "db-a"))
        scenario.servers = [
            "db-a": .primary(at: start), "db-b": .standby(at: start), "db-c": .standby(at: start),
        ]
        scenario.connect("db-b", to: "db-a", senderPID: 500, slot: "db_b")
        scenario.connect("db-c", to: "db-a", senderPID: 600, slot: "db_c")
        return scenario
    }

    /// Standbys that stream from this server.
    func followers(of name: String) -> [String] {
        names.filter { flows[$0]?.upstream == name }
    }

    /// The server's processes end: nobody answers, and its links end on the other side.
    mutating func kill(_ name: String) {
        failures[name] = .connect("connection refused")
        cutLink(to: name)
        for downstream in followers(of: name) { cutLink(to: downstream) }
    }

    /// The server stops moving (SIGSTOP, a dead disk, a lost machine): links stay open and carry nothing.
    mutating func hang(_ name: String) {
        failures[name] = .timeout(phase: .authenticate)
        for downstream in [name] + followers(of: name) { freezeLink(to: downstream) }
    }

    /// The way from replmon to the server is cut; all else goes on.
    mutating func partition(_ name: String) {
        failures[name] = .timeout(phase: .connect)
    }

    /// The server restarts in its role; links come back as new processes.
    mutating func restart(_ name: String) {
        let startedAt = clock(name)
        servers[name]?.startedAt = startedAt
        let links =
            (flows[name].map { [(name, $0)] } ?? [])
            + followers(of: name).compactMap { downstream in
                flows[downstream].map { (downstream, $0) }
            }
        for (downstream, flow) in links {
            let slot = servers[downstream]?.standby?.walReceiver?.slotName
            cutLink(to: downstream)
            if let slot { servers[flow.upstream]?.slots.removeAll { $0.name == slot } }
            connect(downstream, to: flow.upstream, senderPID: flow.senderPID + 1000, slot: slot)
        }
    }

    /// A standby ends recovery on the next timeline, where its replay stands; its own link ends, those below go on.
    mutating func promote(_ name: String) {
        guard let end = servers[name]?.standby?.replayLSN else { return }
        for other in names where histories[other] == nil {
            histories[other] = TimelineProof(timeline: servers[other]?.timeline ?? 1)
        }
        cutLink(to: name)
        let before = histories[name] ?? TimelineProof(timeline: 1)
        histories[name] = TimelineProof(
            timeline: before.timeline + 1, switches: before.switches + [.init(timeline: before.timeline, at: end)])
        servers[name]?.role = .primary(
            .init(currentLSN: LSN(rawValue: end.rawValue + 100), timeline: before.timeline + 1))
    }

    /// A former primary comes back as a standby that stands where its WAL ended, and streams from nobody yet.
    mutating func demote(_ name: String) {
        guard let end = servers[name]?.primary?.currentLSN else { return }
        for downstream in followers(of: name) { cutLink(to: downstream) }
        var standby = PostgresReading.standby(at: end.rawValue, system: servers[name]?.systemIdentifier)
        standby.changeStandby { $0.receiveLSN = nil }
        standby.startedAt = clock(name)
        servers[name] = standby
        failures[name] = nil
    }

    /// From now on a standby without a WAL receiver restores what another server archives, in whole segments.
    mutating func feedFromArchive(_ name: String, of source: String) {
        cutLink(to: name)
        archives[name] = source
    }

    /// What the archive holds: everything up to the last full segment.
    mutating func restore(on name: String) {
        guard let source = archives[name], let end = servers[source]?.sendablePosition else { return }
        let segment: UInt64 = 16 << 20
        let archived = LSN(rawValue: end.rawValue / segment * segment)
        servers[name]?.changeStandby { standby in
            if standby.replayLSN.map({ $0 < archived }) ?? true { standby.replayLSN = archived }
        }
    }
}
