extension PostgresCluster {
    /// Every condition that applies to this cluster, answered.
    func conditions(of standbys: [JudgedStandby], at now: MonotonicInstant) -> [Condition] {
        clusterConditions(at: now)
            + declarations.map(\.name).flatMap { nodeConditions($0, at: now) }
            + standbys.flatMap { linkConditions($0, at: now) }
    }

    /// Primary or standby alike; those of one role answer "clear" in the other.
    private func nodeConditions(_ name: String, at now: MonotonicInstant) -> [Condition] {
        [
            nodeDown(name, at: now), primaryUnreachable(name, at: now), connectionsExhausted(name, at: now),
            probeRefused(name, at: now),
            privilegeMissing(name, at: now),
            roleChanged(name, at: now), timelineDiverged(name, at: now), topologyDrift(name, at: now),
            archiverFailing(name, at: now), xminHeld(name, at: now),
        ] + slotConditions(name, at: now) + synchronousConditions(name, at: now)
    }

    private func linkConditions(_ standby: JudgedStandby, at now: MonotonicInstant) -> [Condition] {
        let link = standby.link
        return [
            disconnected(link, at: now), stalled(link, at: now), lagging(standby, at: now),
            replayBlocked(link, at: now), needsRebuild(link, at: now), settingsParity(link.downstream, at: now),
            recoveryConflicts(on: link.downstream, at: now),
        ]
    }
}
