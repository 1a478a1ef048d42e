import ReplicationCore

/// Rows for what happened to a replica set, and for how it is set up.
extension AlertCatalogue {
    static let mongoElection = AlertRule(
        .mongoElection, .warning, for: .zero, inhibitedBy: [.mongoMemberDown],
        messageID: "dfe1f0102b294fa88eab5487b684f27e",
        meaning: "A new primary was elected because the old one stopped answering the others, or for a reason "
            + "that the new one does not report (a requested handover raises no alert). Shown for five "
            + "minutes.",
        action: "Find out why the former primary stopped answering (its log, load, disk and network), and "
            + "whether it rolled back writes.")

    static let mongoElectionFlapping = AlertRule(
        .mongoElectionFlapping, .warning, for: .zero,
        messageID: "777efe896643425d8ce22bd9d64efd14",
        meaning: "Three or more elections within ten minutes: each interrupts the clients.",
        action: "Look for a member that is overloaded or has a bad network, for priorities that move the "
            + "primary back and forth, and for an electionTimeoutMillis that is too short.")

    static let mongoRollback = AlertRule(
        .mongoRollback, .warning, for: .zero,
        messageID: "dee0b0a968a048359dbff61807e43c0f",
        meaning: "A member undid writes that it had accepted as primary and that had not reached a majority: "
            + "clients that wrote without w: majority believe that they are stored. Shown for an hour.",
        action: "The undone documents are in the folder rollback/ of the member's dbPath, as BSON files by "
            + "collection: read them with `bsondump` and decide whether they must be written again.")

    static let mongoConfigurationDrift = AlertRule(
        .mongoConfigurationDrift, .warning, for: .seconds(60), inhibitedBy: [.mongoMemberDown, .mongoPartition],
        messageID: "af2a363a12974c11896408e827cb5ff0",
        meaning: "Members use different configurations of the set, or one of them was initiated again as "
            + "another set with the same name.",
        action: "The newest configuration spreads by heartbeats: find out why they do not reach the member "
            + "(`rs.conf()` and `rs.status()` on both sides). If the set was initiated twice, decide which "
            + "half to keep, empty the members of the other and add them again.")

    static let mongoConfigurationLint = AlertRule(
        .mongoConfigurationLint, .warning, for: .seconds(3600),
        messageID: "425536a0b3034db9a760cd8cbbc5de96",
        meaning: "The set's configuration has a weakness that shows only in a failure: an even number of "
            + "voters, more than one arbiter, no member that could become primary, a delayed member that "
            + "majority writes may wait for or that clients may read from. This is normal while a member "
            + "is being replaced, but not for long.",
        action: "The evidence names the weakness. Check it with `rs.conf()` and correct it with "
            + "`rs.reconfig()`.")

    static let mongoClockSkew = AlertRule(
        .mongoClockSkew, .warning, thresholds: .init(warning: .seconds(2), critical: .seconds(60)), for: .seconds(60),
        messageID: "0f824895c96c44b388e3665e92f3ec30",
        meaning: "A member's clock differs from the primary's: times in the oplog jump at the next election, "
            + "TTL and sessions expire at the wrong moment, and the lag by wall clock is wrong by the "
            + "difference.",
        action: "Check the time service of both machines: `chronyc tracking`, `timedatectl`.")

    static let mongoVersionMix = AlertRule(
        .mongoVersionMix, .warning, for: .seconds(3600),
        messageID: "b1409b5fd72b4fedb1c48d8fc12244cd",
        meaning: "Members run different release series, or a change of the feature compatibility version has "
            + "begun and not ended, or that version does not suit the oldest member. This is normal during "
            + "an upgrade, but not for long.",
        action: "Finish the upgrade member by member. For the compatibility version, run "
            + "setFeatureCompatibilityVersion again on the primary.")

    static let mongoCertificateExpiry = AlertRule(
        .mongoCertificateExpiry, .warning,
        thresholds: .init(warning: .seconds(21 * 86_400), critical: .seconds(3 * 86_400), direction: .downwards),
        for: .zero,
        messageID: "dbeae010778646908551149278bdf08c",
        meaning: "A member's TLS certificate expires soon. After that neither clients nor members nor replmon "
            + "can connect to it.",
        action: "Issue a new certificate and rotate it: `db.adminCommand({rotateCertificates: 1})` from 5.0 on, else "
            + "restart the member.")
}
