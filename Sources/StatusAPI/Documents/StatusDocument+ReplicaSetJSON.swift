extension StatusDocument.ReplicaSet: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case availability
        case configTerm = "config_term"
        case configVersion = "config_version"
        case elections
        case rollbacks
        case sightings
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .availability: json.write(availability)
        case .configTerm: json.write(configTerm)
        case .configVersion: json.write(configVersion)
        case .elections: json.write(elections)
        case .rollbacks: json.write(rollbacks)
        case .sightings: json.write(sightings)
        }
    }
}

extension StatusDocument.Availability: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case failuresToleratedForMajorityWrites = "failures_tolerated_for_majority_writes"
        case failuresToleratedForMajorityWritesUnknownReason = "failures_tolerated_for_majority_writes_unknown_reason"
        case failuresToleratedForWrites = "failures_tolerated_for_writes"
        case failuresToleratedForWritesUnknownReason = "failures_tolerated_for_writes_unknown_reason"
        case indispensable
        case majorityWritable = "majority_writable"
        case majorityWritableUnknownReason = "majority_writable_unknown_reason"
        case majorityWriteDelaySeconds = "majority_write_delay_seconds"
        case readable
        case readableUnknownReason = "readable_unknown_reason"
        case writable
        case writableUnknownReason = "writable_unknown_reason"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .failuresToleratedForMajorityWrites: json.write(failuresToleratedForMajorityWrites)
        case .failuresToleratedForMajorityWritesUnknownReason:
            json.write(failuresToleratedForMajorityWritesUnknownReason)
        case .failuresToleratedForWrites: json.write(failuresToleratedForWrites)
        case .failuresToleratedForWritesUnknownReason: json.write(failuresToleratedForWritesUnknownReason)
        case .indispensable: json.write(indispensable)
        case .majorityWritable: json.write(majorityWritable)
        case .majorityWritableUnknownReason: json.write(majorityWritableUnknownReason)
        case .majorityWriteDelaySeconds: json.write(majorityWriteDelaySeconds)
        case .readable: json.write(readable)
        case .readableUnknownReason: json.write(readableUnknownReason)
        case .writable: json.write(writable)
        case .writableUnknownReason: json.write(writableUnknownReason)
        }
    }
}

extension StatusDocument.Sighting: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case heardAgoSeconds = "heard_ago_seconds"
        case message
        case reaches
        case state
        case subject
        case witness
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .heardAgoSeconds: json.write(heardAgoSeconds)
        case .message: json.write(message)
        case .reaches: json.write(reaches)
        case .state: json.write(state)
        case .subject: json.write(subject)
        case .witness: json.write(witness)
        }
    }
}

extension StatusDocument.Election: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case ageSeconds = "age_seconds"
        case majorityWritesAfterSeconds = "majority_writes_after_seconds"
        case missedTerms = "missed_terms"
        case primary
        case priorPrimary = "prior_primary"
        case reason
        case seenAt = "seen_at"
        case term
        case withoutPrimarySeconds = "without_primary_seconds"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .ageSeconds: json.write(ageSeconds)
        case .majorityWritesAfterSeconds: json.write(majorityWritesAfterSeconds)
        case .missedTerms: json.write(missedTerms)
        case .primary: json.write(primary)
        case .priorPrimary: json.write(priorPrimary)
        case .reason: json.write(reason)
        case .seenAt: json.write(seenAt)
        case .term: json.write(term)
        case .withoutPrimarySeconds: json.write(withoutPrimarySeconds)
        }
    }
}

extension StatusDocument.Rollback: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case after
        case ageSeconds = "age_seconds"
        case count
        case mayBeUncleanEnd = "may_be_unclean_end"
        case member
        case noticedAt = "noticed_at"
        case rollbackId = "rollback_id"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .after: json.write(after)
        case .ageSeconds: json.write(ageSeconds)
        case .count: json.write(count)
        case .mayBeUncleanEnd: json.write(mayBeUncleanEnd)
        case .member: json.write(member)
        case .noticedAt: json.write(noticedAt)
        case .rollbackId: json.write(rollbackId)
        }
    }
}

extension StatusDocument.InitialSync: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case failedAttempts = "failed_attempts"
        case fraction
        case remainingSeconds = "remaining_seconds"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .failedAttempts: json.write(failedAttempts)
        case .fraction: json.write(fraction)
        case .remainingSeconds: json.write(remainingSeconds)
        }
    }
}
