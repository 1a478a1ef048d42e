import ReplicationCore

extension AlertCatalogue {
    static let postgresSlotInactive = AlertRule(
        .postgresSlotInactive, .warning,
        thresholds: .init(warning: .seconds(300), critical: .seconds(86_400)), for: .seconds(30),
        inhibitedBy: [
            .postgresNodeDown, .postgresSlotLost, .postgresSlotAtRisk, .postgresStandbyDisconnected,
            .postgresStandbyNeedsRebuild,
        ],
        messageID: "36e734ce4c494e078c61007a21ab87de",
        meaning: "Nobody uses a replication slot, and it holds back WAL (or keeps vacuum from cleaning) until "
            + "the disk is full. The measured time is how long it has been unused.",
        action: "Bring its standby or subscriber back. If that is gone for good, drop the slot: `SELECT "
            + "pg_drop_replication_slot('NAME')`.")

    static let postgresSlotAtRisk = AlertRule(
        .postgresSlotAtRisk, .warning,
        thresholds: .init(warning: .seconds(3600), critical: .seconds(600), direction: .downwards), for: .seconds(10),
        inhibitedBy: [.postgresNodeDown, .postgresSlotLost],
        messageID: "a4b415fe27ee44f680ef99643426fef1",
        meaning: "A replication slot will be lost at the present rate of writing: its standby is further "
            + "behind than max_slot_wal_keep_size will soon allow. The measured time is the time left.",
        action: "Let the standby catch up now, or raise max_slot_wal_keep_size (a reload suffices) if the disk has "
            + "room.")

    static let postgresSlotLost = AlertRule(
        .postgresSlotLost, .critical, for: .zero, inhibitedBy: [.postgresNodeDown], isLatched: true,
        messageID: "736e07f66e1d4d9dbec49ba1731afb0d",
        meaning: "A replication slot is lost (its WAL was removed), invalid, or gone while a standby still "
            + "asks for it. Its consumer cannot continue from where it stopped. The alert stays until it "
            + "is acknowledged.",
        action: "A standby with an archive catches up from there; any other must be rebuilt with "
            + "`pg_basebackup`. Then drop the slot and create it again, and close the alert with `replmon "
            + "ctl ack PostgresSlotLost`.")

    static let postgresStandbyNeedsRebuild = AlertRule(
        .postgresStandbyNeedsRebuild, .critical, for: .seconds(10),
        inhibitedBy: [.postgresNodeDown, .postgresTimelineDiverged],
        messageID: "af3beb29f14d495db814508fec1087af",
        meaning: "The WAL that a standby needs next is no longer on its upstream, and the standby has no "
            + "archive to restore it from: it will never catch up.",
        action: "Rebuild it with `pg_basebackup`. A replication slot or a restore_command prevents this from "
            + "happening again.")

    static let postgresSynchronousDegraded = AlertRule(
        .postgresSynchronousDegraded, .critical, for: .seconds(10), inhibitedBy: [.postgresNodeDown],
        messageID: "e0c02ed71e034658bab6bc39b45c2793",
        meaning: "Fewer synchronous standbys are connected than synchronous_standby_names asks for: commits "
            + "wait until they are back. Only a warning when there are just enough and a spare one is "
            + "missing.",
        action: "Bring the standbys back. To let commits continue without them, shorten "
            + "synchronous_standby_names on the primary and reload it: from then on a failover may lose "
            + "commits.")

    static let postgresCommitsHanging = AlertRule(
        .postgresCommitsHanging, .critical,
        thresholds: .init(warning: .seconds(5), critical: .seconds(30)), for: .zero,
        inhibitedBy: [.postgresNodeDown, .postgresSynchronousDegraded],
        messageID: "af0e888d0d7648a195b85743894c67db",
        meaning: "Commits wait for a synchronous standby to confirm them: clients hang. The measured time is "
            + "the oldest wait.",
        action: "Check the synchronous standby and its connection. As a last resort shorten "
            + "synchronous_standby_names and reload: the waiting commits then return.")

    static let postgresSettingsParity = AlertRule(
        .postgresSettingsParity, .critical, for: .seconds(30), inhibitedBy: [.postgresNodeDown],
        messageID: "4de7b1ca79ea4e88ac8f4d357793a744",
        meaning: "A setting is lower on a standby than on its primary now, or than on its primary after the "
            + "primary's next restart. Replay will pause there, and the standby will not start again. Only "
            + "a warning until replay is paused.",
        action: "Raise the setting that the evidence names on the standby to at least the primary's value, and restart "
            + "the standby before the primary restarts.")

    static let postgresArchiverFailing = AlertRule(
        .postgresArchiverFailing, .warning, for: .seconds(60), inhibitedBy: [.postgresNodeDown],
        messageID: "51679c6404bb4c79a4fcc78aff382816",
        meaning: "The archive_command (or the archive library) fails: WAL accumulates in pg_wal, backups have "
            + "a gap, and standbys that restore from the archive stop advancing.",
        action: "Run the archive_command by hand as the server's user; the server's log has its exit status. "
            + "Check the archive's disk and the space in pg_wal.")

    static let postgresRecoveryConflicts = AlertRule(
        .postgresRecoveryConflicts, .warning, for: .zero, inhibitedBy: [.postgresNodeDown],
        messageID: "62d59dc683c4491bac39d7b4d32a9290",
        meaning: "Queries were cancelled on a standby within the last five minutes because they blocked "
            + "replay.",
        action: "To let long queries run on a standby, raise max_standby_streaming_delay, or switch on "
            + "hot_standby_feedback (tables on the primary then bloat instead).")

    static let postgresXminHeld = AlertRule(
        .postgresXminHeld, .warning,
        thresholds: .init(warning: .seconds(3600), critical: .seconds(6 * 3600)), for: .seconds(30),
        inhibitedBy: [.postgresNodeDown],
        messageID: "3d87537fd3d545a0a13582a34abf21b0",
        meaning: "A standby or a replication slot keeps the primary's vacuum from removing dead rows: tables "
            + "bloat and transaction IDs run out. The measured time is how long the same horizon has been "
            + "held.",
        action: "The evidence names the holder: end the query on the standby, or drop the slot if nobody "
            + "uses it.")
}
