import ReplicationLab
import StatusAPI
import Testing

/// The link between a primary and its standby, and the processes at its ends.
extension ServerTests.PostgresFaultTests {
    @Test(arguments: versions)
    func cutLink(version: Int) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let relay = try scene.cluster.link("db-a", "db-b")
        try await scene.fault("link cut by relay", shows: "PostgresStandbyDisconnected", on: "db-b") { relay.cut() }
        try await watchLagGrow(scene)
        #expect(try await scene.daemon.status().link(to: "db-b").state == "disconnected")
        try await scene.heal { try relay.restore() }
    }

    @Test(arguments: versions)
    func blackholedLink(version: Int) async throws {
        let scene = try await FaultScene(version, .init(nodes: Self.quickReports()))
        defer { scene.end() }
        let relay = try scene.cluster.link("db-a", "db-b")
        try await scene.fault("link blackholed", shows: "PostgresReplicationStalled", on: "db-b") {
            try relay.blackhole()
        }
        try await watchLagGrow(scene)
        #expect(try await scene.daemon.status().link(to: "db-b").state == "stalled")
        try await scene.heal { try relay.restore() }
    }

    /// An upstream that was set back to an older copy of itself: it has less than the standby below it, and cannot go on
    /// before it has as much.
    @Test("a standby that is ahead of its upstream is told so", arguments: versions)
    func aheadOfItsUpstream(version: Int) async throws {
        let plans = PostgresNodePlan.group(standbys: 2, cascading: true)
        let scene = try await FaultScene(version, .init(nodes: plans))
        defer { scene.end() }
        let (cluster, relay) = (scene.cluster, try scene.cluster.link("db-a", "db-b"))
        let finding = try await scene.fault(
            "upstream of a cascade set back", shows: "PostgresStandbyDisconnected", on: "db-c",
            also: ["PostgresStandbyDisconnected db-b", "PostgresNodeDown db-b"], within: .seconds(40)
        ) {
            let (primary, middle) = (try cluster.primary, try cluster.node("db-b"))
            try middle.stop()
            try primary.sql("\\! cp -a '\(middle.directory)' '\(middle.directory).older'")
            try middle.start()
            try cluster.waitUntilStreaming("db-c")
            // Past the end of a segment, from where on the upstream refuses.
            try primary.sql(Self.writing(megabytes: 20))
            try cluster.waitUntilReplayed(from: "db-a", on: ["db-b", "db-c"])
            relay.cut()
            try middle.stop()
            try primary.sql("\\! rm -rf '\(middle.directory)'; mv '\(middle.directory).older' '\(middle.directory)'")
            try middle.start()
        }
        #expect(try await scene.daemon.status().link(to: "db-c").state == "disconnected")
        try await scene.wait("the cause to be named") { status in
            status.finding("PostgresStandbyDisconnected", node: "db-c")?.summary.contains("more than db-b at")
                == true
        }
        print("ahead: \(finding.summary)")
        try await scene.heal { try relay.restore() }
    }

    @Test(arguments: versions)
    func frozenWALSender(version: Int) async throws {
        let scene = try await FaultScene(version, .init(nodes: Self.quickReports()))
        defer { scene.end() }
        let (primary, freeze) = (try scene.cluster.primary, PostgresFreeze.walSender(of: "db-b"))
        try await scene.fault("SIGSTOP of the WAL sender", shows: "PostgresReplicationStalled", on: "db-b") {
            try primary.freeze(freeze)
        }
        try await watchLagGrow(scene)
        try await scene.heal { primary.thaw(freeze) }
    }

    @Test(arguments: versions)
    func frozenWALReceiver(version: Int) async throws {
        let scene = try await FaultScene(version, .init(nodes: Self.quickReports()))
        defer { scene.end() }
        let standby = try scene.cluster.node("db-b")
        try await scene.fault("SIGSTOP of the WAL receiver", shows: "PostgresReplicationStalled", on: "db-b") {
            try standby.freeze(.walReceiver)
        }
        try await watchLagGrow(scene)
        try await scene.heal { standby.thaw(.walReceiver) }
    }

    @Test(arguments: versions)
    func frozenStartupProcess(version: Int) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let standby = try scene.cluster.node("db-b")
        let finding = try await scene.fault(
            "SIGSTOP of the startup process", shows: "PostgresReplayBlocked", on: "db-b",
            also: ["PostgresReplicationLag db-b"], within: .seconds(30)
        ) { try standby.freeze(.startup) }
        #expect(finding.text.contains("startup"), "\(finding.text)")
        #expect(try await scene.daemon.status().link(to: "db-b").state == "streaming")
        try await watchLagGrow(scene)
        try await scene.heal { standby.thaw(.startup) }
    }

    /// Open sessions go on, and only a new connection shows it; replmon makes one every half minute.
    @Test(arguments: versions)
    func frozenPostmaster(version: Int) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let primary = try scene.cluster.primary
        try await scene.fault(
            "SIGSTOP of the postmaster", shows: "PostgresNodeDown", on: "db-a", within: .seconds(35)
        ) { try primary.freeze(.postmaster) }
        try await scene.watch(for: .seconds(1)) { status in
            let (node, standby) = (try status.node("db-a"), try status.node("db-b"))
            #expect(node.reachable && node.role == "primary" && standby.lagSeconds != nil)
        }
        try await scene.heal { primary.thaw(.postmaster) }
    }

    /// While writes go on and nothing is replayed, a known lag grows, in bytes and in seconds, and is never zero.
    private func watchLagGrow(_ scene: FaultScene<PostgresCluster>) async throws {
        var last = (seconds: 0.0, bytes: UInt64(0))
        try await scene.watch(for: .seconds(2)) { status in
            let node = try status.node("db-b")
            if let bytes = node.lagBytes {
                #expect(bytes > 0 && bytes >= last.bytes)
                last.bytes = bytes
            }
            if let seconds = node.lagSeconds {
                #expect(seconds > 0 && seconds >= last.seconds && node.lagBytes != nil)
                last.seconds = seconds
            } else {
                #expect(node.lagUnknownReason?.isEmpty == false)
            }
        }
        #expect(last.seconds > 2)
    }
}
