import ReplicationCore

/// Rows for what happened to a replica set, and for how it is set up.
extension AlertCatalogue {
    static let mongoElection = AlertRule(
        .mongoElection, .warning, for: .zero, inhibitedBy: [.mongoMemberDown],
        messageID: "dfe1f0102b294fa88eab5487b684f27e",
        meaning:
            "A new primary was elected because the old one was not heard any more, or for a reason it does not tell (a "
            + "handover that was asked for is not told). Told for five minutes.",
        action: "See why the former primary went silent: its log, load, disk and network; and whether it rolled back.")

    static let mongoElectionFlapping = AlertRule(
        .mongoElectionFlapping, .warning, for: .zero,
        messageID: "777efe896643425d8ce22bd9d64efd14",
        meaning: "Three or more elections within ten minutes: clients are interrupted again and again.",
        action:
            "Look for a member at the edge (load, memory, network); priorities that pull the primary back and forth; "
            + "an electionTimeoutMillis that is too short.")

    static let mongoRollback = AlertRule(
        .mongoRollback, .warning, for: .zero,
        messageID: "dee0b0a968a048359dbff61807e43c0f",
        meaning:
            "A member undid writes that it had taken as primary and that no majority had: clients that wrote without "
            + "w: majority believe them stored. Told for an hour.",
        action: "The undone documents are in the folder rollback/ of the member's dbPath, as BSON, by collection: see "
            + "with `bsondump` what is in them and whether it must be written again.")

    static let mongoConfigurationDrift = AlertRule(
        .mongoConfigurationDrift, .warning, for: .seconds(60), inhibitedBy: [.mongoMemberDown, .mongoPartition],
        messageID: "af2a363a12974c11896408e827cb5ff0",
        meaning:
            "Members work with different configurations of the set, or one was initiated anew as another set of the "
            + "same name.",
        action: "The newest configuration spreads by heartbeats: find out what keeps the member from hearing them "
            + "(`rs.conf()` and `rs.status()` on both sides). A set that was initiated twice must lose one half: "
            + "empty those members and add them again.")

    static let mongoConfigurationLint = AlertRule(
        .mongoConfigurationLint, .warning, for: .seconds(3600),
        messageID: "425536a0b3034db9a760cd8cbbc5de96",
        meaning:
            "The set's configuration has a weakness that shows only in a failure: an even number of voters, more than "
            + "one arbiter, nobody who could take over, a delayed member that majority writes may wait for or that "
            + "clients may read from. Fine while a member is being replaced, not for good.",
        action: "`rs.conf()` shows it, `rs.reconfig()` mends it; the evidence says what.")

    static let mongoClockSkew = AlertRule(
        .mongoClockSkew, .warning, thresholds: .init(warning: .seconds(2), critical: .seconds(60)), for: .seconds(60),
        messageID: "0f824895c96c44b388e3665e92f3ec30",
        meaning: "A member's clock differs from the primary's: times in the oplog jump at the next election, TTL and "
            + "sessions expire at the wrong moment, and lag by wall clock is that wrong.",
        action: "Look at the time service of both machines: `chronyc tracking`, `timedatectl`.")

    static let mongoVersionMix = AlertRule(
        .mongoVersionMix, .warning, for: .seconds(3600),
        messageID: "b1409b5fd72b4fedb1c48d8fc12244cd",
        meaning:
            "Members run different release series, or a change of the feature compatibility version has begun and not "
            + "ended, or that version does not suit the oldest member: fine during an upgrade, not for good.",
        action:
            "Finish the upgrade member by member; for the compatibility version run setFeatureCompatibilityVersion again "
            + "on the primary.")

    static let mongoCertificateExpiry = AlertRule(
        .mongoCertificateExpiry, .warning,
        thresholds: .init(warning: .seconds(21 * 86_400), critical: .seconds(3 * 86_400), direction: .downwards),
        for: .zero,
        messageID: "dbeae010778646908551149278bdf08c",
        meaning:
            "A member's TLS certificate expires soon: then neither clients nor members, nor replmon, connect to it.",
        action: "Issue a new certificate and rotate it: `db.adminCommand({rotateCertificates: 1})` from 5.0 on, else "
            + "restart the member.")
}
