extension StatusDocument {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alerts
        case clusters
        case daemon
        case generatedAt = "generated_at"
        case silences
        case verdict
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alerts: json.write(alerts)
        case .clusters: json.write(clusters)
        case .daemon: json.write(daemon)
        case .generatedAt: json.write(generatedAt)
        case .silences: json.write(silences)
        case .verdict: json.write(verdict)
        case .version: json.write(version)
        }
    }
}

extension StatusDocument.Cluster: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case findings
        case kind
        case links
        case name
        case nodes
        case replicaSet = "replica_set"
        case summary
        case unknowns
        case verdict
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .findings: json.write(findings)
        case .kind: json.write(kind)
        case .links: json.write(links)
        case .name: json.write(name)
        case .nodes: json.write(nodes)
        case .replicaSet: json.write(replicaSet)
        case .summary: json.write(summary)
        case .unknowns: json.write(unknowns)
        case .verdict: json.write(verdict)
        }
    }
}

extension StatusDocument.Link: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case downstream
        case evidence
        case lagBytes = "lag_bytes"
        case lagSeconds = "lag_seconds"
        case state
        case upstream
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .downstream: json.write(downstream)
        case .evidence: json.write(evidence)
        case .lagBytes: json.write(lagBytes)
        case .lagSeconds: json.write(lagSeconds)
        case .state: json.write(state)
        case .upstream: json.write(upstream)
        }
    }
}

extension StatusDocument.Finding: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alert
        case evidence
        case node
        case severity
        case slot
        case summary
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alert: json.write(alert)
        case .evidence: json.write(evidence)
        case .node: json.write(node)
        case .severity: json.write(severity)
        case .slot: json.write(slot)
        case .summary: json.write(summary)
        }
    }
}

extension StatusDocument.Unknown: JSONObject {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case alert
        case node
        case reason
        case slot
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .alert: json.write(alert)
        case .node: json.write(node)
        case .reason: json.write(reason)
        case .slot: json.write(slot)
        }
    }
}
