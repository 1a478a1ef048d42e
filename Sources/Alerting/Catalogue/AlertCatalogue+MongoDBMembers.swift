import ReplicationCore

/// Rows for what endangers a replica set's members and their data.
extension AlertCatalogue {
    static let mongoStalePrimary = AlertRule(
        .mongoStalePrimary, .critical, for: .seconds(5),
        messageID: "6ccb5576c7654afc91c40edf6bb9cc17",
        meaning: "Two members accept writes. The one with the lower term was replaced and does not know it "
            + "yet; its writes that have not reached a majority will be rolled back. Or one is not part of "
            + "the newest configuration, which was forced: then both keep accepting writes, and their data "
            + "diverges.",
        action: "Cut clients off from the stale primary, or stop it (`db.shutdownServer()`). Find out why "
            + "the members do not reach each other; when they do again, it steps down and rolls back by "
            + "itself. After a forced reconfiguration decide which half to keep, and empty the other "
            + "before its members are added again.")

    static let mongoMajorityAtRisk = AlertRule(
        .mongoMajorityAtRisk, .warning, for: .seconds(30),
        inhibitedBy: [.mongoMemberDown, .mongoNoPrimary, .mongoMajorityLost, .clusterUnreachable, .monitorIsolated],
        messageID: "9cc556b7e0a944418ca7d1d3d7cc2d9b",
        meaning: "Voting members are missing, and one more failure stops writes: the evidence names the "
            + "members that must not fail. Or majority writes have stopped already.",
        action: "Bring the failed member back (its log gives the reason), or replace it: add the new one and "
            + "remove the old one. Postpone planned work on the others until then.")

    static let mongoMajorityLost = AlertRule(
        .mongoMajorityLost, .critical, for: .seconds(10),
        inhibitedBy: [.mongoNoPrimary, .clusterUnreachable, .monitorIsolated],
        messageID: "2fce471306ee4917a4572891db14262d",
        meaning: "Too few data-bearing voters are up for writes with w: majority (the default since 5.0). "
            + "While there is a primary, these writes wait, the commit point stands still, and the "
            + "primary's cache and oplog grow. An arbiter votes but acknowledges nothing.",
        action: "Bring the data-bearing member back. If that takes long, remove its vote: `rs.reconfig()` "
            + "with votes: 0 and priority: 0 for it, and restore both (`rs.reconfigForPSASet()` where "
            + "there is an arbiter) when it has caught up.")

    static let mongoCommitPointFrozen = AlertRule(
        .mongoCommitPointFrozen, .warning, thresholds: .init(warning: .seconds(30), critical: .seconds(300)),
        for: .seconds(10),
        inhibitedBy: [.mongoMajorityLost, .mongoNoPrimary],
        messageID: "a03131bed78a42d4a9fcebdf63c2e988",
        meaning: "The majority commit point falls behind the primary's writes: majority writes wait that "
            + "long, majority reads are that old, and the primary keeps the history since then in its "
            + "cache.",
        action: "Look for slow or unreachable data-bearing voters among the members (lag, disk, network); a "
            + "majority is as fast as its slowest member.")

    static let mongoPartition = AlertRule(
        .mongoPartition, .warning, for: .seconds(20),
        inhibitedBy: [.mongoMemberDown, .clusterUnreachable, .monitorIsolated],
        messageID: "4a2fc337e6ed42b89ae81a2029559a6f",
        meaning: "A member is running, but one or all of the others do not reach it: the network between them "
            + "is cut, in one direction or in both, or their keys or certificates differ.",
        action: "Check firewall, routes and name resolution between the two machines in the direction that "
            + "the evidence names. If it says that authentication failed, compare the key files.")

    static let mongoDelayNotHonoured = AlertRule(
        .mongoDelayNotHonoured, .warning, for: .seconds(60),
        inhibitedBy: [.mongoNoPrimary, .mongoMemberDown, .mongoMemberState],
        messageID: "8aaaf3233a8a4dd28a11216235eaaff0",
        meaning: "A delayed member is less behind than its delay: it does not protect against mistakes as "
            + "intended. After a delay was raised this is normal until the new delay has passed.",
        action: "Compare secondaryDelaySecs (slaveDelay before 5.0) with the intended delay, and compare the "
            + "members' clocks.")

    static let mongoOplogWindow = AlertRule(
        .mongoOplogWindow, .warning,
        thresholds: .init(warning: .seconds(6 * 3600), critical: .seconds(3600), direction: .downwards),
        for: .seconds(60),
        inhibitedBy: [.mongoMemberTooStale],
        messageID: "440a988ca88a439990b5fc89481d3501",
        meaning: "The oplogs of the other members reach back only this much further than the member's "
            + "position. If the member is away for longer, it cannot catch up and needs an initial sync.",
        action: "Bring a member that is away back in time. Otherwise enlarge the oplog (replSetResizeOplog, "
            + "or storage.oplogMinRetentionHours) on every member, or write less in bulk.")

    static let mongoMemberTooStale = AlertRule(
        .mongoMemberTooStale, .critical, for: .seconds(10), inhibitedBy: [.mongoMemberDown],
        messageID: "db333fe08eb34f16af980d3ab1965fca",
        meaning: "No member's oplog reaches back to where this one stopped: it stays in RECOVERING for ever.",
        action: "Stop it (`systemctl stop mongod`), empty its dbPath and start it again for an initial sync, or "
            + "restore a recent snapshot. Then enlarge the oplogs.")

    static let mongoInitialSync = AlertRule(
        .mongoInitialSync, .critical, for: .seconds(15), inhibitedBy: [.mongoMemberDown],
        messageID: "8530a779b77649e881afef28722d57f3",
        meaning: "A member copies all data from another and serves nothing until it is done. A warning while "
            + "the copy makes progress; critical when half of its attempts have failed, its source is "
            + "unreachable, or nothing is copied any more.",
        action: "Wait, and postpone work on the other members. If attempts fail, read the member's log. "
            + "Typical causes: the source went away, the disk is full, or the oplog covers less time than "
            + "the copy takes.")
}
