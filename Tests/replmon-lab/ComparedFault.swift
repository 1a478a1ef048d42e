import ReplicationLab

/// One fault to compare two monitors by.
struct ComparedFault: Sendable {
    let title: String
    /// The node that it is about.
    let node: String
    /// The alert that replmon is expected to raise.
    let alert: String
    let fault: @Sendable (CompareStage) throws -> Void
    /// How an operator repairs it; nothing when the comparison ends with it.
    var healing: (@Sendable (CompareStage) throws -> Void)?

    /// In their order: each leaves the cluster intact, except the last.
    static let all = [cutLink, stalledSender, pausedReplay, restartedStandby, lostSlot, splitBrain]

    private static let cutLink = ComparedFault(
        title: "The link db-a → db-c is cut while the primary writes", node: "db-c",
        alert: "PostgresStandbyDisconnected",
        fault: { try $0.cluster.link("db-a", "db-c").cut() },
        healing: { try $0.cluster.link("db-a", "db-c").restore() })

    private static let stalledSender = ComparedFault(
        title: "The WAL sender of db-c hangs (SIGSTOP) while the primary writes: the link stays open", node: "db-c",
        alert: "PostgresReplicationStalled",
        fault: { try $0.cluster.primary.freeze(.walSender(of: "db-c")) },
        healing: { try $0.cluster.primary.thaw(.walSender(of: "db-c")) })

    private static let pausedReplay = ComparedFault(
        title: "Replay is paused on db-c (pg_wal_replay_pause) while the primary writes", node: "db-c",
        alert: "PostgresReplayBlocked",
        fault: { try $0.cluster.node("db-c").pauseReplay() },
        healing: { try $0.cluster.node("db-c").resumeReplay() })

    private static let restartedStandby = ComparedFault(
        title: "db-b restarts without its link and has replayed no commit since, while the primary writes",
        node: "db-b", alert: "PostgresStandbyDisconnected",
        fault: { stage in
            let (primary, standby) = (try stage.cluster.primary, try stage.cluster.node("db-b"))
            try stage.rest()
            // A restart replays from the last restartpoint on; none must be left.
            try primary.sql("CHECKPOINT")
            try stage.cluster.waitUntilReplayed(from: "db-a", on: ["db-b"])
            try standby.sql("CHECKPOINT")
            try stage.cluster.link("db-a", "db-b").cut()
            try standby.restart()
            try stage.write()
        },
        healing: { try $0.cluster.link("db-a", "db-b").restore() })

    private static let lostSlot = ComparedFault(
        title: "db-c is cut off until its slot is lost (max_slot_wal_keep_size): it can never catch up", node: "db-c",
        alert: "PostgresSlotLost",
        fault: { stage in
            let primary = try stage.cluster.primary
            try stage.cluster.link("db-a", "db-c").cut()
            try primary.configure(["max_slot_wal_keep_size": "32MB"])
            try waitUntil("the slot to be lost", within: .seconds(60)) {
                for _ in 0..<4 { try primary.switchWAL() }
                try primary.sql("CHECKPOINT")
                return try primary.sql("SELECT wal_status FROM pg_replication_slots WHERE slot_name = 'db_c'") == "lost"
            }
            try stage.cluster.link("db-a", "db-c").restore()
        },
        healing: { stage in
            try stage.cluster.rebuild("db-c")
            try stage.cluster.waitUntilStreaming("db-c")
        })

    private static let splitBrain = ComparedFault(
        title: "db-b is promoted while the old primary goes on", node: "db-b", alert: "PostgresSplitBrain",
        fault: { stage in
            let promoted = try stage.cluster.node("db-b")
            try promoted.promote()
            try promoted.sql("CREATE TABLE written_on_db_b ()")
        })
}
