public import Replication

/// Every alert replmon can raise: the one table that journald, the metrics, the README and the configuration use.
public enum AlertCatalogue {
    /// All rows, in the order of ``Replication/AlertName``.
    public static let rows: [AlertRule] = AlertName.allCases.map(row(for:))

    /// The row of one alert.
    public static func row(for name: AlertName) -> AlertRule {
        switch name {
        case .postgresNodeDown: postgresNodeDown
        case .postgresNoPrimary: postgresNoPrimary
        case .postgresSplitBrain: postgresSplitBrain
        case .postgresStandbyDisconnected: postgresStandbyDisconnected
        case .postgresReplicationStalled: postgresReplicationStalled
        case .postgresReplicationLag: postgresReplicationLag
        case .postgresReplayBlocked: postgresReplayBlocked
        case .postgresPrivilegeMissing: postgresPrivilegeMissing
        case .mongoMemberDown: mongoMemberDown
        case .mongoMemberUnreachable: mongoMemberUnreachable
        case .mongoNoPrimary: mongoNoPrimary
        case .mongoMemberState: mongoMemberState
        case .mongoReplicationLag: mongoReplicationLag
        case .mongoAuthenticationFailed: mongoAuthenticationFailed
        case .replmonReloadFailed: replmonReloadFailed
        }
    }

    static let replmonReloadFailed = AlertRule(
        .replmonReloadFailed, .warning, for: .zero,
        messageID: "8de263729066487abd099969876ffbf4",
        meaning: "The configuration file was refused at the last reload; replmon goes on with the previous one.",
        action: "Run `replmon check-config`, mend what it names, and reload again.")
}
