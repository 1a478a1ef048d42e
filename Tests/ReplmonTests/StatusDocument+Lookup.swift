import StatusAPI

extension StatusDocument {
    func cluster(_ name: String) throws -> Cluster {
        guard let cluster = clusters.first(where: { $0.name == name }) else { throw Unmet("no cluster \(name)") }
        return cluster
    }

    /// What is said of a replica set as a whole.
    func replicaSet(_ name: String) throws -> ReplicaSet {
        guard let set = try cluster(name).replicaSet else { throw Unmet("nothing of the replica set \(name)") }
        return set
    }

    /// The node of that name in any cluster.
    func node(_ name: String) throws -> Node {
        guard let node = clusters.flatMap(\.nodes).first(where: { $0.name == name }) else {
            throw Unmet("no node \(name)")
        }
        return node
    }

    /// The link that ends at a node.
    func link(to name: String) throws -> Link {
        guard let link = clusters.flatMap(\.links).first(where: { $0.downstream == name }) else {
            throw Unmet("no link to \(name)")
        }
        return link
    }

    /// Whether an alert of this name (about this node, if given) is in this state.
    func has(_ alert: String, node: String? = nil, in state: String) -> Bool {
        alerts.contains { $0.name == alert && (node == nil || $0.node == node) && $0.state == state }
    }

    /// The finding of this name about this node, or about the cluster.
    func finding(_ alert: String, node: String?) -> Finding? {
        clusters.flatMap(\.findings).first { $0.alert == alert && $0.node == node }
    }

    /// Whether a finding of this name (about this node, if given) holds now.
    func finds(_ alert: String, node: String? = nil) -> Bool {
        clusters.flatMap(\.findings).contains { $0.alert == alert && (node == nil || $0.node == node) }
    }
}

extension StatusDocument.Node {
    /// What it is behind by at least: servers before 4.4.11 and 5.0.5 tell whole seconds.
    var leastLagSeconds: Double? {
        lagSeconds.map { max(0, $0 - (lagErrorBoundSeconds ?? 0)) }
    }
}
