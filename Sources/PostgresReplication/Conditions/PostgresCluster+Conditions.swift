internal import ReplicationCore

extension PostgresCluster {
    /// Every condition that applies to this cluster, answered.
    func conditions(of standbys: [JudgedStandby], at now: MonotonicInstant) -> [Condition] {
        var conditions = clusterConditions(at: now)
        conditions.reserveCapacity(conditions.count + 20 * names.count)
        for name in names { addNodeConditions(name, to: &conditions, at: now) }
        for standby in standbys { addLinkConditions(standby, to: &conditions, at: now) }
        return conditions
    }

    /// Primary or standby alike; those of one role answer "clear" in the other.
    private func addNodeConditions(_ name: String, to conditions: inout [Condition], at now: MonotonicInstant) {
        conditions.append(nodeDown(name, at: now))
        conditions.append(primaryUnreachable(name, at: now))
        conditions.append(connectionsExhausted(name, at: now))
        conditions.append(probeRefused(name, at: now))
        conditions.append(privilegeMissing(name, at: now))
        conditions.append(roleChanged(name, at: now))
        conditions.append(timelineDiverged(name, at: now))
        conditions.append(topologyDrift(name, at: now))
        conditions.append(archiverFailing(name, at: now))
        conditions.append(xminHeld(name, at: now))
        conditions += slotConditions(name, at: now)
        conditions.append(synchronousDegraded(name, at: now))
        conditions.append(commitsHanging(name, at: now))
    }

    private func addLinkConditions(
        _ standby: JudgedStandby, to conditions: inout [Condition], at now: MonotonicInstant
    ) {
        let link = standby.link
        conditions.append(disconnected(link, at: now))
        conditions.append(stalled(link, at: now))
        conditions.append(lagging(standby, at: now))
        conditions.append(replayBlocked(link, at: now))
        conditions.append(needsRebuild(link, at: now))
        conditions.append(settingsParity(link.downstream, at: now))
        conditions.append(recoveryConflicts(on: link.downstream, at: now))
    }
}
