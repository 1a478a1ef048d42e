import ReplicationCore

extension AlertCatalogue {
    static let postgresNodeDown = AlertRule(
        .postgresNodeDown, .critical, for: .seconds(10), inhibitedBy: [.clusterUnreachable, .monitorIsolated],
        messageID: "8b7bffbc6c1d4f5f9b355054f32d1e85",
        meaning: "A PostgreSQL server does not answer: connection refused, no route, or no reply in time; or "
            + "it accepts no new sessions. Only a warning while another node still receives from it.",
        action: "Check the server: `systemctl status postgresql`, its log, disk and memory. The evidence "
            + "says whether the name did not resolve, the port was closed or the server hung.")

    static let postgresNoPrimary = AlertRule(
        .postgresNoPrimary, .critical, for: .seconds(10),
        inhibitedBy: [.postgresNodeDown, .clusterUnreachable, .monitorIsolated],
        messageID: "d79762d384ea4574acae05dab02acdfe",
        meaning: "No node of the cluster accepts writes: all that answer are in recovery. Clients can read, but not "
            + "write.",
        action: "Find out whether the old primary comes back. If not, promote the standby that "
            + "`replmon ctl explain` ranks first and make sure the old primary cannot start again.")

    static let postgresSplitBrain = AlertRule(
        .postgresSplitBrain, .critical, for: .seconds(5),
        messageID: "415e2c1cd2874dbba7761eb73228b119",
        meaning: "Two nodes of one cluster (the same system identifier) accept writes: their data diverges.",
        action: "Stop one of them at once (`pg_ctl stop -m fast`), or cut its clients off. Which one to keep "
            + "depends on the writes that each has accepted since they diverged: the evidence names "
            + "timelines and positions. Rewind or rebuild the other before it follows again.")

    static let postgresStandbyDisconnected = AlertRule(
        .postgresStandbyDisconnected, .critical, for: .seconds(30),
        inhibitedBy: [.postgresNodeDown, .postgresTimelineDiverged, .postgresStandbyNeedsRebuild],
        messageID: "4763457b2e724ba1ae65a4d84ccb7cb5",
        meaning: "A standby runs but no WAL receiver is connected: it falls behind with every write, a "
            + "failover to it would lose the writes since then, and its slot holds back WAL on the "
            + "upstream.",
        action: "Read the standby's log for the reason. Check that the standby reaches the upstream's port, "
            + "that the slot exists, and that the role still has the attribute REPLICATION.")

    static let postgresReplicationStalled = AlertRule(
        .postgresReplicationStalled, .critical, for: .seconds(10), inhibitedBy: [.postgresNodeDown],
        messageID: "7e18cb1cdf9349baa9db2758c76835f9",
        meaning: "The standby is connected, but the upstream writes and nothing arrives: a hung process, or a "
            + "network that drops packets without closing the connection.",
        action: "Check the WAL sender process on the upstream and the network path between the two. Ending "
            + "the WAL sender (`SELECT pg_terminate_backend(PID)`, with the pid from pg_stat_replication) "
            + "makes the standby connect again.")

    static let postgresReplicationLag = AlertRule(
        .postgresReplicationLag, .warning,
        thresholds: .init(warning: .seconds(10), critical: .seconds(60)), for: .seconds(30),
        inhibitedBy: [
            .postgresNodeDown, .postgresStandbyDisconnected, .postgresReplicationStalled,
            .postgresReplayBlocked, .postgresTimelineDiverged, .postgresStandbyNeedsRebuild,
        ],
        messageID: "ee1e5a6f26a948758eaf1c36318f6e09",
        meaning: "A standby applies WAL later than the primary wrote it, by more than its declared delay: "
            + "queries on it see data that old.",
        action: "Find the stage that is behind (sent, received, replayed; `replmon ctl status` shows the "
            + "bytes): network, disk, or a conflicting query on the standby.")

    static let postgresReplayBlocked = AlertRule(
        .postgresReplayBlocked, .warning, for: .seconds(60), inhibitedBy: [.postgresNodeDown, .postgresSettingsParity],
        messageID: "0fc08e43082142df8742a671c1dc104e",
        meaning: "A standby receives WAL but does not apply it: replay is paused, hangs, or waits for a "
            + "query. Queries on the standby see old data.",
        action: "The evidence names the cause. Paused: `SELECT pg_wal_replay_resume()`. Blocked by a query: "
            + "end it with `SELECT pg_terminate_backend(PID)`, or wait. A hung startup process: check the "
            + "server's disk.")

    static let postgresPrivilegeMissing = AlertRule(
        .postgresPrivilegeMissing, .warning, for: .seconds(60), inhibitedBy: [.postgresNodeDown],
        messageID: "db034cafa3d64ae88373403e220a4f27",
        meaning: "The server answers, but hides columns from replmon's role, so that some values are unknown. "
            + "The evidence names each of them.",
        action: "Run `GRANT pg_monitor TO replmon` on the primary.")
}

extension AlertCatalogue {
    static let postgresPrimaryUnreachable = AlertRule(
        .postgresPrimaryUnreachable, .critical, for: .seconds(10), inhibitedBy: [.monitorIsolated],
        messageID: "acfd6192512a436c8030856ee4c34ef3",
        meaning: "The primary does not answer replmon, but its standbys still receive from it: it is running, "
            + "and either the network between this machine and the primary is cut, or it accepts no logins.",
        action: "Do not fail over. Check the firewall between this machine and the primary, and whether clients can "
            + "still log in.")

    static let postgresConnectionsExhausted = AlertRule(
        .postgresConnectionsExhausted, .critical, for: .seconds(30), inhibitedBy: [.postgresNodeDown],
        messageID: "fd13a2c8637e402ca5825188ba108418",
        meaning: "A server has no connection slot left for clients (max_connections), or no WAL sender left for a "
            + "standby (max_wal_senders).",
        action: "Find out who holds the sessions: `SELECT usename, application_name, state, count(*) FROM "
            + "pg_stat_activity GROUP BY 1, 2, 3 ORDER BY 4 DESC`. Limit the pools, or raise the setting "
            + "on the standbys first.")

    static let postgresProbeRefused = AlertRule(
        .postgresProbeRefused, .critical, for: .seconds(30), inhibitedBy: [.postgresNodeDown],
        messageID: "38e5f10c50be40a09f11dbb72badc069",
        meaning: "The server is running, but it refuses replmon's login or query, or its answer is not one "
            + "that replmon can read. replmon knows nothing about it until this is corrected.",
        action: "The evidence quotes the server. If the login was refused, check password, certificate and "
            + "pg_hba.conf. If a pooler is in between, let replmon connect to the server itself.")

    static let postgresRoleChanged = AlertRule(
        .postgresRoleChanged, .warning, for: .zero,
        messageID: "616caaa66bf04eb79d92fea8958f667f",
        meaning: "A node changed its role within the last five minutes: a standby was promoted, or a primary came back "
            + "as a standby.",
        action: "Nothing if it was planned. If not, find out who promoted it (the node's log has the time), "
            + "and make sure that the former primary accepts no writes.")

    static let postgresTimelineDiverged = AlertRule(
        .postgresTimelineDiverged, .critical, for: .seconds(10),
        inhibitedBy: [.postgresNodeDown, .postgresSplitBrain],
        messageID: "02395798a689462986c1b807a0d83fc7",
        meaning: "A node has WAL that is not part of the primary's history: it continued past the point where "
            + "the primary's timeline branched off. In this state it can never follow the primary.",
        action: "Save the data that exists only on this node; the next step discards it. Then stop the node "
            + "and run `pg_rewind --target-pgdata=DIRECTORY --source-server=CONNINFO` against the primary "
            + "(it needs wal_log_hints or data checksums), or rebuild it with `pg_basebackup`.")

    static let postgresTopologyDrift = AlertRule(
        .postgresTopologyDrift, .warning, for: .seconds(60), inhibitedBy: [.postgresNodeDown, .postgresSplitBrain],
        messageID: "37c45d6533b949eb9d6fd0456cfc4a1a",
        meaning: "A node differs from the configuration: another upstream, another apply delay, not "
            + "synchronous, or fed by a server outside the cluster.",
        action: "If the change was intended, write it into replmon.yml. If not, restore primary_conninfo on "
            + "the standby and reload it.")
}
