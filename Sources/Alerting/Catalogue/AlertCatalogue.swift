package import ReplicationCore

/// Every alert replmon can raise: the one table that journald, the metrics, the README and the configuration use.
package enum AlertCatalogue {
    /// All rows, in the order of ``ReplicationCore/AlertName``.
    package static let rows: [AlertRule] = AlertName.allCases.map(row(for:))

    /// The row of one alert.
    package static func row(for name: AlertName) -> AlertRule {
        switch name {
        case .postgresNodeDown: postgresNodeDown
        case .postgresNoPrimary: postgresNoPrimary
        case .postgresSplitBrain: postgresSplitBrain
        case .postgresStandbyDisconnected: postgresStandbyDisconnected
        case .postgresReplicationStalled: postgresReplicationStalled
        case .postgresReplicationLag: postgresReplicationLag
        case .postgresReplayBlocked: postgresReplayBlocked
        case .postgresPrimaryUnreachable: postgresPrimaryUnreachable
        case .postgresSlotInactive: postgresSlotInactive
        case .postgresSlotAtRisk: postgresSlotAtRisk
        case .postgresSlotLost: postgresSlotLost
        case .postgresStandbyNeedsRebuild: postgresStandbyNeedsRebuild
        case .postgresTimelineDiverged: postgresTimelineDiverged
        case .postgresTopologyDrift: postgresTopologyDrift
        case .postgresSynchronousDegraded: postgresSynchronousDegraded
        case .postgresCommitsHanging: postgresCommitsHanging
        case .postgresSettingsParity: postgresSettingsParity
        case .postgresArchiverFailing: postgresArchiverFailing
        case .postgresRecoveryConflicts: postgresRecoveryConflicts
        case .postgresXminHeld: postgresXminHeld
        case .postgresConnectionsExhausted: postgresConnectionsExhausted
        case .postgresProbeRefused: postgresProbeRefused
        case .postgresPrivilegeMissing: postgresPrivilegeMissing
        case .postgresRoleChanged: postgresRoleChanged
        case .mongoMemberDown: mongoMemberDown
        case .mongoMemberUnreachable: mongoMemberUnreachable
        case .mongoNoPrimary: mongoNoPrimary
        case .mongoMemberState: mongoMemberState
        case .mongoReplicationLag: mongoReplicationLag
        case .mongoStalePrimary: mongoStalePrimary
        case .mongoMajorityAtRisk: mongoMajorityAtRisk
        case .mongoMajorityLost: mongoMajorityLost
        case .mongoCommitPointFrozen: mongoCommitPointFrozen
        case .mongoPartition: mongoPartition
        case .mongoDelayNotHonoured: mongoDelayNotHonoured
        case .mongoOplogWindow: mongoOplogWindow
        case .mongoMemberTooStale: mongoMemberTooStale
        case .mongoInitialSync: mongoInitialSync
        case .mongoElection: mongoElection
        case .mongoElectionFlapping: mongoElectionFlapping
        case .mongoRollback: mongoRollback
        case .mongoConfigurationDrift: mongoConfigurationDrift
        case .mongoConfigurationLint: mongoConfigurationLint
        case .mongoClockSkew: mongoClockSkew
        case .mongoVersionMix: mongoVersionMix
        case .mongoCertificateExpiry: mongoCertificateExpiry
        case .mongoAuthenticationFailed: mongoAuthenticationFailed
        case .clusterUnreachable: clusterUnreachable
        case .monitorIsolated: monitorIsolated
        case .replmonProbeLate: replmonProbeLate
        case .replmonReloadFailed: replmonReloadFailed
        case .replmonNotificationFailing: replmonNotificationFailing
        case .replmonHistoryDegraded: replmonHistoryDegraded
        case .replmonWatchdog: replmonWatchdog
        }
    }

    static let clusterUnreachable = AlertRule(
        .clusterUnreachable, .critical, for: .seconds(10), inhibitedBy: [.monitorIsolated],
        messageID: "f838bff0d8ad4274b63e145b8c8ba335",
        meaning: "No node of the cluster answers replmon: all are down, or the network between this machine "
            + "and all of them is cut.",
        action: "Try one node from another machine. If it answers there, check this machine's network. If "
            + "not, check the nodes' machines and what they share (network, power, storage).")

    static let monitorIsolated = AlertRule(
        .monitorIsolated, .critical, for: .seconds(5),
        messageID: "e7945e5e81134a6f8ceb951083d52532",
        meaning: "No node of any cluster answers replmon, and there is more than one cluster: the likely "
            + "fault is replmon's own network. replmon does not know the state of the clusters; their "
            + "alerts are muted.",
        action: "Check this machine's network, firewall and name resolution (`ip route`, `resolvectl "
            + "status`). Ask the other replmon about the clusters.")
}
