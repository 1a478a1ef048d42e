internal import ReplicationCore

/// Which alert has which function and which causes, by the kind of subject. The order is the order of a view: a cluster's
/// summary is that of its first critical condition.
enum PostgresConditions {
    static let ofCluster: [ConditionRow<Void, Void>] = [
        ConditionRow(.postgresNoPrimary, causes: { moment, _ in moment.silentFormerPrimaries }) { moment, _ in
            moment.noPrimary
        },
        ConditionRow(.postgresSplitBrain) { moment, _ in moment.splitBrain },
    ]

    /// The conditions of a node, in the order of a view.
    enum OfNode: Sendable {
        /// Asked of every node, silent or not.
        case anyNode(ConditionRow<String, String>)
        /// Asked of nodes that answer.
        case answeringNode(ConditionRow<String, AnsweringNode>)
        /// ``PostgresConditions/ofSlot``, for each slot on the node.
        case eachSlot
    }

    /// Of primaries and standbys alike; the conditions of one role are clear in the other.
    static let ofNode: [OfNode] = [
        .anyNode(ConditionRow(.postgresNodeDown) { $0.nodeDown($1) }),
        .anyNode(ConditionRow(.postgresPrimaryUnreachable) { $0.primaryUnreachable($1) }),
        .anyNode(ConditionRow(.postgresConnectionsExhausted, causes: itself) { $0.connectionsExhausted($1) }),
        .anyNode(ConditionRow(.postgresProbeRefused, causes: itself) { $0.probeRefused($1) }),
        .answeringNode(ConditionRow(.postgresPrivilegeMissing, causes: itself) { privilegeMissing($1) }),
        .anyNode(ConditionRow(.postgresRoleChanged) { $0.roleChanged($1) }),
        .answeringNode(ConditionRow(.postgresTimelineDiverged, causes: itself) { $0.timelineDiverged($1) }),
        .answeringNode(ConditionRow(.postgresTopologyDrift, causes: itself) { $0.topologyDrift($1) }),
        .answeringNode(ConditionRow(.postgresArchiverFailing, causes: itself) { archiverFailing($1) }),
        .answeringNode(ConditionRow(.postgresXminHeld, causes: itself) { $0.xminHeld($1) }),
        .eachSlot,
        .answeringNode(ConditionRow(.postgresSynchronousDegraded, causes: itself) { $0.synchronousDegraded($1) }),
        .answeringNode(ConditionRow(.postgresCommitsHanging, causes: itself) { commitsHanging($1, at: $0.now) }),
    ]

    private static let itself: @Sendable (PostgresMoment, String) -> [String] = { [$1] }

    static let ofSlot: [ConditionRow<SlotState, SlotState>] = [
        ConditionRow(.postgresSlotInactive, causes: { slotInactiveCauses($1) }) { slotInactive($1) },
        ConditionRow(.postgresSlotAtRisk, causes: { [$1.node] }) { $0.slotAtRisk($1) },
        ConditionRow(.postgresSlotLost, causes: { [$1.node] }) { slotLost($1, at: $0.now) },
    ]

    static let ofStandby: [ConditionRow<StandbyMoment, AnsweringStandby>] = [
        ConditionRow(.postgresStandbyDisconnected, causes: { $1.linkCauses }) { disconnected($1) },
        ConditionRow(.postgresReplicationStalled, causes: { $1.linkCauses }) { stalled($1) },
        ConditionRow(.postgresReplicationLag, causes: { $0.lagCauses($1) }) { $0.lagging($1) },
        ConditionRow(.postgresReplayBlocked, causes: { [$1.name] }) { $0.replayBlocked($1) },
        ConditionRow(.postgresStandbyNeedsRebuild, causes: { $1.linkCauses }) { $0.needsRebuild($1) },
        ConditionRow(.postgresSettingsParity, causes: { [$1.name] }) { $0.settingsParity($1) },
        ConditionRow(.postgresRecoveryConflicts, causes: { [$1.name] }) { queriesCancelled($1, at: $0.now) },
    ]
}
