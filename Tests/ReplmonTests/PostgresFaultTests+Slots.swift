import ReplicationLab
import StatusAPI
import Testing

/// Replication slots, and what becomes of a standby without its WAL.
extension ServerTests.PostgresFaultTests {
    @Test(arguments: versions)
    func droppedSlot(version: Int) async throws {
        let scene = try await FaultScene(version)
        defer { scene.end() }
        let (primary, relay) = (try scene.cluster.primary, try scene.cluster.link("db-a", "db-b"))
        let finding = try await scene.fault(
            "slot dropped while its standby was cut off", shows: "PostgresSlotLost", on: "db-a",
            also: ["PostgresStandbyDisconnected db-b", "PostgresReplicationLag db-b"]
        ) {
            relay.cut()
            try primary.dropSlot("db_b")
            try relay.restore()
        }
        #expect(finding.text.contains("db_b"), "\(finding.text)")
        try await scene.wait("the standby's alert") {
            $0.has("PostgresStandbyDisconnected", node: "db-b", in: "firing")
        }
        try primary.createSlot("db_b")
        try await scene.wait("the slot to be there again, and its loss to be told on") {
            !$0.finds("PostgresSlotLost", node: "db-a") && $0.has("PostgresSlotLost", node: "db-a", in: "firing")
        }
        let daemon = scene.daemon
        try await scene.heal { try daemon.acknowledge("PostgresSlotLost") }
    }

    @Test(arguments: versions)
    func inactiveSlot(version: Int) async throws {
        let scene = try await FaultScene(
            version, .init(thresholds: ["PostgresSlotInactive": "warning: 2s, critical: 1h"]))
        defer { scene.end() }
        let primary = try scene.cluster.primary
        let finding = try await scene.fault("slot nobody uses", shows: "PostgresSlotInactive", on: "db-a") {
            try primary.createSlot("forgotten")
        }
        #expect(finding.text.contains("forgotten") && !finding.text.contains("db_b"), "\(finding.text)")
        try await scene.heal { try primary.dropSlot("forgotten") }
    }

    /// The slot's numbers are NULL once it is lost; what they were stays shown. An archive then makes the standby whole.
    @Test(arguments: versions)
    func slotLostToItsLimit(version: Int) async throws {
        let limited = ["max_slot_wal_keep_size": "48MB", "archive_mode": "on"]
        let nodes = [
            PostgresNodePlan(name: "db-a", settings: limited), PostgresNodePlan(name: "db-b", upstream: "db-a"),
        ]
        let scene = try await FaultScene(
            version, .init(nodes: nodes, prepare: { try $0.primary.archive(failing: false) }))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        let relay = try scene.cluster.link("db-a", "db-b")
        let cutOff = ["PostgresStandbyDisconnected db-b", "PostgresReplicationLag db-b"]
        let risk = try await scene.fault(
            "slot running out of max_slot_wal_keep_size", shows: "PostgresSlotAtRisk", on: "db-a", also: cutOff,
            within: .seconds(40)
        ) { relay.cut() }
        #expect(risk.text.contains("db_b"), "\(risk.text)")
        scene.leave(why: "not: it is lost")

        let lost = try await scene.fault(
            "slot lost by max_slot_wal_keep_size", shows: "PostgresSlotLost", on: "db-a",
            also: cutOff + ["PostgresSlotAtRisk db-a", "PostgresStandbyNeedsRebuild db-b"]
        ) {
            for _ in 0..<8 { try primary.sql("\(Self.writing(megabytes: 16)); SELECT pg_switch_wal()") }
            try primary.sql("CHECKPOINT")
        }
        #expect(try primary.sql("SELECT wal_status FROM pg_replication_slots") == "lost")
        #expect(lost.text.contains("db_b"), "\(lost.text)")
        let rebuild = try await scene.wait("the rebuild") { $0.finds("PostgresStandbyNeedsRebuild", node: "db-b") }
        let slot = try #require(try rebuild.node("db-a").slots.first { $0.name == "db_b" })
        #expect(slot.walStatus == "lost" && slot.retainedBytes ?? 0 > 48_000_000, "\(slot)")
        let daemon = scene.daemon
        try await scene.heal {
            try daemon.acknowledge("PostgresSlotLost")
            try standby.configure(["restore_command": "cp \(primary.archiveDirectory)/%f \"%p\""])
            try primary.dropSlot("db_b")
            try primary.createSlot("db_b")
            try relay.restore()
        }
        #expect(try await !scene.daemon.status().finds("PostgresStandbyNeedsRebuild"))
    }

    /// The WAL receiver gives up at the end of each segment, and comes back after `wal_retrieve_retry_interval`.
    @Test(arguments: versions)
    func fullDisk(version: Int) async throws {
        let nodes = [
            PostgresNodePlan(name: "db-a"),
            PostgresNodePlan(name: "db-b", upstream: "db-a", settings: ["wal_retrieve_retry_interval": "5s"]),
        ]
        let scene = try await FaultScene(version, .init(nodes: nodes))
        defer { scene.end() }
        let (primary, standby) = (try scene.cluster.primary, try scene.cluster.node("db-b"))
        try await scene.fault(
            "disk of the standby full (simulated)", shows: "PostgresStandbyDisconnected", on: "db-b",
            also: ["PostgresReplicationLag db-b"]
        ) {
            try standby.fillWALDisk()
            try primary.sql(Self.writing(megabytes: 64))
        }
        #expect(try await scene.daemon.status().node("db-b").lagSeconds ?? 1 > 0)
        try await scene.heal { try standby.freeWALDisk() }
    }
}
