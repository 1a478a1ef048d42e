import ReplicationCore

extension AlertCatalogue {
    static let mongoMemberDown = AlertRule(
        .mongoMemberDown, .critical, for: .seconds(10),
        inhibitedBy: [.mongoMajorityLost, .clusterUnreachable, .monitorIsolated],
        inhibitedIfBlamedBy: [.mongoMajorityLost],
        messageID: "7659dbd7db9d4d0f8f05932915fcc430",
        meaning: "A member does not answer replmon, and no other member reports reaching it. The set "
            + "continues without it as long as enough others are left.",
        action: "Check the member: `systemctl status mongod`, its log, disk and memory.")

    static let mongoMemberUnreachable = AlertRule(
        .mongoMemberUnreachable, .warning, for: .seconds(30), inhibitedBy: [.mongoMajorityLost],
        inhibitedIfBlamedBy: [.mongoMajorityLost],
        messageID: "e74d4f07fa3f43b4bc68a52b40c3fee5",
        meaning: "A member does not answer replmon, but other members reach it: the network path from this "
            + "machine is broken, or the member refuses this machine.",
        action: "Check the firewall and the name resolution between this machine and the member.")

    static let mongoNoPrimary = AlertRule(
        .mongoNoPrimary, .critical, for: .seconds(15), inhibitedBy: [.clusterUnreachable, .monitorIsolated],
        messageID: "ab6b8b29258d44039b95119cac9b0392",
        meaning: "No member is primary: the set accepts no writes. Elections normally end within 12 seconds.",
        action: "Find out which members are down (`replmon ctl explain`, or `rs.status()` on one that "
            + "answers); a majority of voting members must reach each other to elect a primary.")

    static let mongoMemberState = AlertRule(
        .mongoMemberState, .warning, for: .seconds(60),
        inhibitedBy: [.mongoMemberDown, .mongoInitialSync, .mongoMemberTooStale, .mongoMajorityLost],
        inhibitedIfBlamedBy: [.mongoMajorityLost],
        messageID: "b52d72ad72cf4d5c94c08ae6bfe17c62",
        meaning: "A member is neither primary, secondary nor arbiter: it serves no reads and may not count "
            + "for majority writes. Or another server answers at its address: another member, a member of "
            + "another set, or a server outside any set.",
        action: "RECOVERING: the member is catching up or in maintenance mode. ROLLBACK: it undoes writes. "
            + "Its log gives the reason. If another server answers at the address, compare the names in "
            + "rs.conf() with DNS and /etc/hosts on this machine.")

    static let mongoReplicationLag = AlertRule(
        .mongoReplicationLag, .warning, thresholds: .init(warning: .seconds(10), critical: .seconds(60)),
        for: .seconds(30), inhibitedBy: [.mongoMemberDown, .mongoMemberState, .mongoInitialSync, .mongoMemberTooStale],
        messageID: "6d9329c5f31e42a99e74610c8121923c",
        meaning: "A secondary applies the oplog later than the primary wrote it, by more than its configured "
            + "delay: reads from it return data that old.",
        action: "Check the secondary's disk and load, its sync source, and the network between them.")

    static let mongoAuthenticationFailed = AlertRule(
        .mongoAuthenticationFailed, .warning, for: .seconds(30), inhibitedBy: [.mongoMemberDown],
        messageID: "d6a5bb0997694301be72732695995d22",
        meaning: "A member refuses replmon's login or command; replmon still sees its state, but may not see "
            + "its lag.",
        action: "Check username and password_file in replmon.yml, and that the user has the role clusterMonitor on "
            + "the database admin: `db.getSiblingDB(\"admin\").getUser(\"replmon\")`.")
}
