import Replication

extension AlertCatalogue {
    static let postgresNodeDown = AlertRule(
        .postgresNodeDown, .critical, for: .seconds(10),
        messageID: "8b7bffbc6c1d4f5f9b355054f32d1e85",
        meaning: "A PostgreSQL server does not answer: connection refused, no route, or no reply in time.",
        action: "Look at the server: `systemctl status postgresql`, its log, disk and memory. The evidence "
            + "says whether the name did not resolve, the port was closed or the server hung.")

    static let postgresNoPrimary = AlertRule(
        .postgresNoPrimary, .critical, for: .seconds(10), inhibitedBy: [.postgresNodeDown],
        messageID: "d79762d384ea4574acae05dab02acdfe",
        meaning: "No node of the cluster accepts writes: all that answer are in recovery.",
        action: "Find out whether the old primary comes back. If not, promote the standby with the least to "
            + "lose (`replmon ctl status` shows the bytes) and make sure the old primary cannot start again.")

    static let postgresSplitBrain = AlertRule(
        .postgresSplitBrain, .critical, for: .seconds(5),
        messageID: "415e2c1cd2874dbba7761eb73228b119",
        meaning: "Two nodes of one cluster (the same system identifier) accept writes: their data diverges.",
        action: "Stop writes to one of them at once. Which to keep depends on what each has taken since they parted: "
            + "the evidence names timelines and positions. Rewind or rebuild the other before it follows again.")

    static let postgresStandbyDisconnected = AlertRule(
        .postgresStandbyDisconnected, .critical, for: .seconds(30), inhibitedBy: [.postgresNodeDown],
        messageID: "4763457b2e724ba1ae65a4d84ccb7cb5",
        meaning: "A standby runs but no WAL receiver is connected: it falls behind with every write, and its "
            + "slot holds back WAL on the upstream.",
        action: "Read the standby's log for the reason. Check that the port is open from there to the "
            + "upstream, that the slot exists, and that the role may still replicate.")

    static let postgresReplicationStalled = AlertRule(
        .postgresReplicationStalled, .critical, for: .seconds(10), inhibitedBy: [.postgresNodeDown],
        messageID: "7e18cb1cdf9349baa9db2758c76835f9",
        meaning: "The link looks connected, but the upstream writes and nothing arrives: a hung process or a "
            + "network that drops packets without closing.",
        action: "Look at the WAL sender's process on the upstream and at the path between the two. Ending "
            + "the WAL sender (pg_terminate_backend) makes the standby connect anew.")

    static let postgresReplicationLag = AlertRule(
        .postgresReplicationLag, .warning,
        thresholds: .init(warning: .seconds(10), critical: .seconds(60)), for: .seconds(30),
        inhibitedBy: [
            .postgresNodeDown, .postgresStandbyDisconnected, .postgresReplicationStalled,
            .postgresReplayBlocked,
        ],
        messageID: "ee1e5a6f26a948758eaf1c36318f6e09",
        meaning: "A standby applies WAL later than the primary wrote it, by more than its declared delay.",
        action: "See which stage is behind (sent, received, replayed): network, disk, or a conflicting query "
            + "on the standby.")

    static let postgresReplayBlocked = AlertRule(
        .postgresReplayBlocked, .warning, for: .seconds(60), inhibitedBy: [.postgresNodeDown],
        messageID: "0fc08e43082142df8742a671c1dc104e",
        meaning: "A standby receives WAL but does not apply it, because replay is paused: readers see old data.",
        action: "If nobody paused it on purpose, run `SELECT pg_wal_replay_resume()`. If a setting of the "
            + "primary was raised, raise it on the standby and restart it.")

    static let postgresPrivilegeMissing = AlertRule(
        .postgresPrivilegeMissing, .warning, for: .seconds(60), inhibitedBy: [.postgresNodeDown],
        messageID: "db034cafa3d64ae88373403e220a4f27",
        meaning: "The server answers, but refuses replmon's login or question, or hides columns from its role; part of "
            + "the picture is unknown.",
        action: "Check the password and pg_hba.conf, and run `GRANT pg_monitor TO replmon` on the primary.")
}
