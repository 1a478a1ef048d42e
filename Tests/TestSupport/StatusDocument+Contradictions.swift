package import StatusAPI

extension StatusDocument {
    /// Statements of one document that cannot both be true, one sentence each; empty when it is consistent.
    ///
    /// A verdict never contradicts the lag beside it, a finding never the availability beside it.
    package var contradictions: [String] {
        clusters.flatMap { cluster in
            cluster.stalledAndLevel
                + cluster.findings.filter(cluster.contradicts).map {
                    "\(cluster.name): \($0.alert) (\($0.summary)) contradicts what the document says beside it"
                } + cluster.verdictsWithoutGround
        }
    }
}

extension StatusDocument.Cluster {
    fileprivate var stalledAndLevel: [String] {
        links.filter { $0.state == "stalled" && $0.lagBytes == 0 }.map {
            "\(name): the link to \($0.downstream) is stalled, and \($0.downstream) has all that its upstream has"
        }
    }

    fileprivate func contradicts(_ finding: StatusDocument.Finding) -> Bool {
        let node = finding.node.flatMap(node)
        let link = links.first { $0.downstream == finding.node }
        switch finding.alert {
        case "PostgresReplicationStalled": return link?.state != "stalled"
        case "PostgresStandbyNeedsRebuild": return link?.lagBytes == 0
        case "PostgresReplicationLag", "MongoReplicationLag": return node?.lagSeconds == 0
        case "MongoMajorityLost": return replicaSet?.availability.majorityWritable == true
        case "MongoNoPrimary": return replicaSet?.availability.writable == true
        case "MongoMemberDown": return node?.reachable == true
        default: return false
        }
    }

    /// A verdict is the worst finding's.
    fileprivate var verdictsWithoutGround: [String] {
        let isGrounded =
            switch verdict {
            case "ok": findings.isEmpty && unknowns.isEmpty
            case "warning", "critical": findings.contains { $0.severity == verdict }
            default: findings.isEmpty
            }
        return isGrounded ? [] : ["\(name) is \(verdict), which its findings and unknowns do not say"]
    }

    private func node(_ name: String) -> StatusDocument.Node? {
        nodes.first { $0.name == name }
    }
}
