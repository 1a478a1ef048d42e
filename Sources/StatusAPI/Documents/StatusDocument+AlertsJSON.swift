extension StatusDocument.AlertStatus: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case acknowledgedAt = "acknowledged_at"
        case acknowledgedBy = "acknowledged_by"
        case acknowledgedComment = "acknowledged_comment"
        case activeAt = "active_at"
        case clearSeconds = "clear_seconds"
        case cluster
        case criticalSeconds = "critical_seconds"
        case evaluations
        case evidence
        case firedAt = "fired_at"
        case flapping
        case forSeconds = "for_seconds"
        case inhibitedBy = "inhibited_by"
        case keepFiringForSeconds = "keep_firing_for_seconds"
        case name
        case node
        case resolvedAt = "resolved_at"
        case restored
        case severity
        case silenced
        case silencedBy = "silenced_by"
        case slot
        case staleReason = "stale_reason"
        case state
        case summary
        case upstream
        case warningSeconds = "warning_seconds"
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .acknowledgedAt: json.write(acknowledgedAt)
        case .acknowledgedBy: json.write(acknowledgedBy)
        case .acknowledgedComment: json.write(acknowledgedComment)
        case .activeAt: json.write(activeAt)
        case .clearSeconds: json.write(clearSeconds)
        case .cluster: json.write(cluster)
        case .criticalSeconds: json.write(criticalSeconds)
        case .evaluations: json.write(evaluations)
        case .evidence: json.write(evidence)
        case .firedAt: json.write(firedAt)
        case .flapping: json.write(flapping)
        case .forSeconds: json.write(forSeconds)
        case .inhibitedBy: json.write(inhibitedBy)
        case .keepFiringForSeconds: json.write(keepFiringForSeconds)
        case .name: json.write(name)
        case .node: json.write(node)
        case .resolvedAt: json.write(resolvedAt)
        case .restored: json.write(restored)
        case .severity: json.write(severity)
        case .silenced: json.write(silenced)
        case .silencedBy: json.write(silencedBy)
        case .slot: json.write(slot)
        case .staleReason: json.write(staleReason)
        case .state: json.write(state)
        case .summary: json.write(summary)
        case .upstream: json.write(upstream)
        case .warningSeconds: json.write(warningSeconds)
        }
    }
}

extension StatusDocument.AlertStatus.Evaluation: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case at
        case outcome
        case text
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .at: json.write(at)
        case .outcome: json.write(outcome)
        case .text: json.write(text)
        }
    }
}
