internal import ReplicationCore

extension MongoReplicaSet {
    /// Every condition that applies to this set, answered.
    func conditions(lags: [String: Lag], at now: MonotonicInstant) -> [Condition] {
        primaryConditions(at: now) + reachConditions(at: now) + availabilityConditions(at: now)
            + stateConditions(at: now) + lagConditions(lags, at: now) + oplogConditions(at: now)
            + clockConditions(at: now) + electionConditions(at: now) + rollbackConditions(at: now)
            + configurationConditions(at: now) + versionConditions(at: now) + certificateConditions(at: now)
    }
}
