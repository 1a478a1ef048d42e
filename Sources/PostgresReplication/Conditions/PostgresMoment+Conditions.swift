internal import ReplicationCore

extension PostgresMoment {
    /// Every condition that applies to this cluster, answered.
    func conditions(of standbys: [JudgedStandby]) -> [Condition] {
        var conditions = clusterConditions
        conditions.reserveCapacity(conditions.count + 20 * names.count)
        for name in names { addNodeConditions(name, to: &conditions) }
        for standby in standbys { addLinkConditions(standby, to: &conditions) }
        return conditions
    }

    /// Primary or standby alike; those of one role answer "clear" in the other.
    private func addNodeConditions(_ name: String, to conditions: inout [Condition]) {
        conditions.append(nodeDown(name))
        conditions.append(primaryUnreachable(name))
        conditions.append(connectionsExhausted(name))
        conditions.append(probeRefused(name))
        conditions.append(privilegeMissing(name))
        conditions.append(roleChanged(name))
        conditions.append(timelineDiverged(name))
        conditions.append(topologyDrift(name))
        conditions.append(archiverFailing(name))
        conditions.append(xminHeld(name))
        conditions += slotConditions(name)
        conditions.append(synchronousDegraded(name))
        conditions.append(commitsHanging(name))
    }

    private func addLinkConditions(_ standby: JudgedStandby, to conditions: inout [Condition]) {
        let link = standby.link
        conditions.append(disconnected(link))
        conditions.append(stalled(link))
        conditions.append(lagging(standby))
        conditions.append(replayBlocked(link))
        conditions.append(needsRebuild(link))
        conditions.append(settingsParity(link.downstream))
        conditions.append(recoveryConflicts(on: link.downstream))
    }
}
