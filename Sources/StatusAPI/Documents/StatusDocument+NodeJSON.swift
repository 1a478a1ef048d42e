extension StatusDocument.Node: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case catchUpSeconds = "catch_up_seconds"
        case certificateExpiresAt = "certificate_expires_at"
        case clockSkewErrorBoundSeconds = "clock_skew_error_bound_seconds"
        case clockSkewSeconds = "clock_skew_seconds"
        case configTerm = "config_term"
        case configVersion = "config_version"
        case delaySeconds = "delay_seconds"
        case details
        case failure
        case failureDetail = "failure_detail"
        case fallingBehindBytesPerSecond = "falling_behind_bytes_per_second"
        case fallsOffInSeconds = "falls_off_in_seconds"
        case featureCompatibilityVersion = "feature_compatibility_version"
        case hidden
        case initialSync = "initial_sync"
        case lagBytes = "lag_bytes"
        case lagBytesByStage = "lag_bytes_by_stage"
        case lagComparedWith = "lag_compared_with"
        case lagDataAgeSeconds = "lag_data_age_seconds"
        case lagErrorBoundSeconds = "lag_error_bound_seconds"
        case lagSeconds = "lag_seconds"
        case lagUnknownReason = "lag_unknown_reason"
        case lastRole = "last_role"
        case name
        case observedAgeSeconds = "observed_age_seconds"
        case oplogHeadroomSeconds = "oplog_headroom_seconds"
        case oplogHeadroomUnknownReason = "oplog_headroom_unknown_reason"
        case oplogWindowSeconds = "oplog_window_seconds"
        case oplogWindowUnknownReason = "oplog_window_unknown_reason"
        case priority
        case rates
        case reach
        case reachPolls = "reach_polls"
        case reachable
        case readiness
        case role
        case rollbackId = "rollback_id"
        case slots
        case slotsNotListed = "slots_not_listed"
        case term
        case timeline
        case trend
        case upstream
        case version
        case votes
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .catchUpSeconds: json.write(catchUpSeconds)
        case .certificateExpiresAt: json.write(certificateExpiresAt)
        case .clockSkewErrorBoundSeconds: json.write(clockSkewErrorBoundSeconds)
        case .clockSkewSeconds: json.write(clockSkewSeconds)
        case .configTerm: json.write(configTerm)
        case .configVersion: json.write(configVersion)
        case .delaySeconds: json.write(delaySeconds)
        case .details: json.write(details)
        case .failure: json.write(failure)
        case .failureDetail: json.write(failureDetail)
        case .fallingBehindBytesPerSecond: json.write(fallingBehindBytesPerSecond)
        case .fallsOffInSeconds: json.write(fallsOffInSeconds)
        case .featureCompatibilityVersion: json.write(featureCompatibilityVersion)
        case .hidden: json.write(hidden)
        case .initialSync: json.write(initialSync)
        case .lagBytes: json.write(lagBytes)
        case .lagBytesByStage: json.write(lagBytesByStage)
        case .lagComparedWith: json.write(lagComparedWith)
        case .lagDataAgeSeconds: json.write(lagDataAgeSeconds)
        case .lagErrorBoundSeconds: json.write(lagErrorBoundSeconds)
        case .lagSeconds: json.write(lagSeconds)
        case .lagUnknownReason: json.write(lagUnknownReason)
        case .lastRole: json.write(lastRole)
        case .name: json.write(name)
        case .observedAgeSeconds: json.write(observedAgeSeconds)
        case .oplogHeadroomSeconds: json.write(oplogHeadroomSeconds)
        case .oplogHeadroomUnknownReason: json.write(oplogHeadroomUnknownReason)
        case .oplogWindowSeconds: json.write(oplogWindowSeconds)
        case .oplogWindowUnknownReason: json.write(oplogWindowUnknownReason)
        case .priority: json.write(priority)
        case .rates: json.write(rates)
        case .reach: json.write(reach)
        case .reachPolls: json.write(reachPolls)
        case .reachable: json.write(reachable)
        case .readiness: json.write(readiness)
        case .role: json.write(role)
        case .rollbackId: json.write(rollbackId)
        case .slots: json.write(slots)
        case .slotsNotListed: json.write(slotsNotListed)
        case .term: json.write(term)
        case .timeline: json.write(timeline)
        case .trend: json.write(trend)
        case .upstream: json.write(upstream)
        case .version: json.write(version)
        case .votes: json.write(votes)
        }
    }
}

extension StatusDocument.Rates: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case generatedBytesPerSecond = "generated_bytes_per_second"
        case receivedBytesPerSecond = "received_bytes_per_second"
        case replayedBytesPerSecond = "replayed_bytes_per_second"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .generatedBytesPerSecond: json.write(generatedBytesPerSecond)
        case .receivedBytesPerSecond: json.write(receivedBytesPerSecond)
        case .replayedBytesPerSecond: json.write(replayedBytesPerSecond)
        }
    }
}

extension StatusDocument.Readiness: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case backlogBytes = "backlog_bytes"
        case backlogBytesUnknownReason = "backlog_bytes_unknown_reason"
        case backlogSeconds = "backlog_seconds"
        case lossBytes = "loss_bytes"
        case lossBytesUnknownReason = "loss_bytes_unknown_reason"
        case lossSeconds = "loss_seconds"
        case lossSecondsUnknownReason = "loss_seconds_unknown_reason"
        case obstacles
        case rank
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .backlogBytes: json.write(backlogBytes)
        case .backlogBytesUnknownReason: json.write(backlogBytesUnknownReason)
        case .backlogSeconds: json.write(backlogSeconds)
        case .lossBytes: json.write(lossBytes)
        case .lossBytesUnknownReason: json.write(lossBytesUnknownReason)
        case .lossSeconds: json.write(lossSeconds)
        case .lossSecondsUnknownReason: json.write(lossSecondsUnknownReason)
        case .obstacles: json.write(obstacles)
        case .rank: json.write(rank)
        }
    }
}

extension StatusDocument.Slot: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case active
        case name
        case retainedBytes = "retained_bytes"
        case safeBytes = "safe_bytes"
        case secondsToLoss = "seconds_to_loss"
        case type
        case walStatus = "wal_status"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .active: json.write(active)
        case .name: json.write(name)
        case .retainedBytes: json.write(retainedBytes)
        case .safeBytes: json.write(safeBytes)
        case .secondsToLoss: json.write(secondsToLoss)
        case .type: json.write(type)
        case .walStatus: json.write(walStatus)
        }
    }
}

extension StatusDocument.LagStages: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case receive
        case replay
        case send
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .receive: json.write(receive)
        case .replay: json.write(replay)
        case .send: json.write(send)
        }
    }
}
