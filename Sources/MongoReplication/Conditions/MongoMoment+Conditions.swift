internal import ReplicationCore

extension MongoMoment {
    /// Every condition that applies to this set, answered.
    var conditions: [Condition] {
        primaryConditions + reachConditions + availabilityConditions
            + stateConditions + lagConditions + oplogConditions
            + clockConditions + electionConditions + rollbackConditions
            + configurationConditions + versionConditions + certificateConditions
    }
}
