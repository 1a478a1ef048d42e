internal import ReplicationCore

extension MetricCatalogue {
    static let replication: [Metric] = [
        nodeUp, nodeRole, lagSeconds, lagErrorBound, lagKnown, lagBytes, delaySeconds, observationAge, nodeTimeline,
        nodeTerm,
    ]

    private static let nodeUp = Metric(
        "replmon_node_up", .gauge, labels: nodeLabels,
        help: "Whether the node answered its last poll (1) or not (0)."
    ) { source, samples in
        for node in source.nodes where node.view.reach.count > 0 {
            samples.add(node.view.reachable ? 1 : 0, node.labels)
        }
    }

    private static let nodeRole = Metric(
        "replmon_node_role", .stateset, labels: nodeLabels + ["role"],
        help: "The node's role: 1 for the present one, 0 for the others; unknown while it does not answer."
    ) { source, samples in
        for node in source.nodes {
            samples.add(state: node.view.role, of: roles(of: node.kind), node.labels)
        }
    }

    private static let lagSeconds = Metric(
        "replmon_replication_lag_seconds", .gauge, unit: .seconds, labels: nodeLabels,
        help: "Time that a reader of the node is behind the primary, a configured delay included; absent while unknown."
    ) { source, samples in
        for node in source.nodes { samples.add(node.lagTime?.seconds, node.labels) }
    }

    private static let lagErrorBound = Metric(
        "replmon_replication_lag_error_bound_seconds", .gauge, unit: .seconds, labels: nodeLabels,
        help: "How far off the lag in seconds may be; absent while it is unknown."
    ) { source, samples in
        for node in source.nodes where node.view.lag?.time.value != nil {
            samples.add(node.view.lag?.errorBound?.seconds, node.labels)
        }
    }

    private static let lagKnown = Metric(
        "replmon_replication_lag_known", .gauge, labels: nodeLabels,
        help: "Whether the lag of a node that follows another is known (1) or not (0)."
    ) { source, samples in
        for node in source.nodes {
            samples.add(node.view.lag.map { $0.time.value == nil ? 0 : 1 }, node.labels)
        }
    }

    private static let lagBytes = Metric(
        "replmon_replication_lag_bytes", .gauge, unit: .bytes, labels: nodeLabels + ["stage"],
        help:
            "WAL of the primary not yet sent to, received by or replayed by the standby; each includes the one before."
    ) { source, samples in
        for node in source.nodes {
            guard let stages = node.view.lag?.bytes?.value else { continue }
            samples.add(stages.send.map { Double($0) }, node.labels, send)
            samples.add(stages.receive.map { Double($0) }, node.labels, receive)
            samples.add(Double(stages.replay), node.labels, replay)
        }
    }

    private static let send = MetricLabel("stage", "send")
    private static let receive = MetricLabel("stage", "receive")
    private static let replay = MetricLabel("stage", "replay")

    private static let delaySeconds = Metric(
        "replmon_replication_delay_seconds", .gauge, unit: .seconds, labels: nodeLabels,
        help: "The delay configured for the node, which is part of its lag; absent without one."
    ) { source, samples in
        for node in source.nodes { samples.add(node.view.delay?.seconds, node.labels) }
    }

    private static let observationAge = Metric(
        "replmon_observation_age_seconds", .gauge, unit: .seconds, labels: nodeLabels,
        help: "Time since the node's last answer; absent before the first."
    ) { source, samples in
        for node in source.nodes {
            samples.add(node.view.observedAge.map { ($0 + node.elapsed).seconds }, node.labels)
        }
    }

    private static let nodeTimeline = Metric(
        "replmon_node_timeline", .gauge, labels: nodeLabels, help: "PostgreSQL's timeline."
    ) { source, samples in
        for node in source.nodes { samples.add(node.postgresql?.timeline.map { Double($0) }, node.labels) }
    }

    private static let nodeTerm = Metric(
        "replmon_node_term", .gauge, labels: nodeLabels, help: "MongoDB's election term as the member reports it."
    ) { source, samples in
        for node in source.nodes { samples.add(node.member?.term.map { Double($0) }, node.labels) }
    }

    private static func roles(of kind: ClusterKind) -> MetricStates {
        switch kind {
        case .postgresql: serverRoles
        case .mongodb: memberStates
        }
    }

    private static let serverRoles = MetricStates(label: "role", ["primary", "standby", "unknown"])

    private static let memberStates = MetricStates(
        label: "role",
        [
            MemberState.primary, .secondary, .arbiter, .startup, .startup2, .recovering, .rollback, .removed, .down,
            .unknown,
        ].map(\.name))
}
