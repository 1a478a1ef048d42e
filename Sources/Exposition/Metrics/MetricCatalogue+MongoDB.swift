internal import Alerting
internal import ReplicationCore

extension MetricCatalogue {
    static let mongodb: [Metric] = replicaSets + members

    private static let replicaSets: [Metric] = [
        setTerm, elections,
        setMetric("replmon_replica_set_writable", help: "Whether the set has a primary that takes writes.") {
            $0.availability.writable.value.map { $0 ? 1 : 0 }
        },
        setMetric(
            "replmon_replica_set_majority_writable", help: "Whether writes with w: majority are acknowledged."
        ) { $0.availability.majorityWritable.value.map { $0 ? 1 : 0 } },
        setMetric("replmon_replica_set_readable", help: "Whether any member of the set serves reads.") {
            $0.availability.readable.value.map { $0 ? 1 : 0 }
        },
        setMetric(
            "replmon_replica_set_failures_tolerated",
            help: "How many more voting members may fail, whichever they are, with a primary still electable."
        ) { $0.availability.failuresToleratedForWrites.value.map { Double($0) } },
        setMetric(
            "replmon_replica_set_majority_failures_tolerated",
            help: "How many more data-bearing voters may fail with majority writes still acknowledged."
        ) { $0.availability.failuresToleratedForMajorityWrites.value.map { Double($0) } },
        setMetric(
            "replmon_replica_set_config_version",
            help: "Version of the newest configuration that any member of the set reported."
        ) { $0.configVersion.map { Double($0) } },
    ]

    private static let setTerm = Metric(
        "replmon_replica_set_term", .gauge, labels: ["cluster"],
        help: "The highest election term that a member of the set reported: each election raises it."
    ) { source, samples in
        for cluster in source.clusters {
            guard let set = cluster.assessment.view.replicaSet else { continue }
            let terms = cluster.assessment.view.nodes.compactMap(\.member?.term) + set.elections.map(\.term)
            samples.add(terms.max().map { Double($0) }, cluster.labels)
        }
    }

    private static let elections = Metric(
        "replmon_replica_set_elections_total", .counter, labels: ["cluster"],
        help: "Elections that were won since replmon began to watch the set."
    ) { source, samples in
        for cluster in source.clusters {
            guard let set = cluster.assessment.view.replicaSet else { continue }
            samples.add(count: UInt64(max(0, set.electionsWon)), cluster.labels)
        }
    }

    private static let members: [Metric] = [
        lagDataAge,
        memberMetric(
            "replmon_oplog_window_seconds", unit: .seconds,
            help: "From the member's oldest oplog entry to its newest; absent while the oplog is not full."
        ) { $0.oplog?.window.value?.seconds },
        memberMetric(
            "replmon_oplog_headroom_seconds", unit: .seconds,
            help: "How far the oplogs of the others reach back beyond what the member has; absent for a primary."
        ) { $0.oplog?.headroom?.value?.seconds },
        memberMetric(
            "replmon_oplog_falls_off_seconds", unit: .seconds,
            help: "Time until the member needs an initial sync at the present pace; absent while it keeps up."
        ) { $0.oplog?.fallsOffIn?.seconds },
        memberMetric(
            "replmon_clock_skew_seconds", unit: .seconds,
            help: "How far the member's clock is ahead of the primary's or, without one, of the median."
        ) { $0.clockSkew?.seconds },
        memberMetric(
            "replmon_clock_skew_error_bound_seconds", unit: .seconds,
            help: "How far off the clock skew may be; absent while it is unknown."
        ) { $0.clockSkew == nil ? nil : $0.clockSkewBound?.seconds },
        memberMetric(
            "replmon_certificate_expiry_timestamp_seconds", unit: .seconds,
            help: "Unix time at which the member's TLS certificate expires; absent without TLS."
        ) { $0.certificateExpiresAt?.epochSeconds },
        memberMetric("replmon_rollback_id", help: "The member's rbid, which each rollback raises.") {
            $0.rollbackID.map { Double($0) }
        },
        memberMetric("replmon_member_config_version", help: "Version of the set's configuration that the member has.") {
            $0.configVersion.map { Double($0) }
        },
        memberMetric("replmon_member_votes", help: "The member's votes in elections.") { $0.votes.map { Double($0) } },
        memberMetric(
            "replmon_initial_sync_ratio",
            help: "How much of all data an initial sync has copied, 0 to 1; absent when none is under way."
        ) { $0.initialSync?.fraction },
        memberMetric(
            "replmon_initial_sync_remaining_seconds", unit: .seconds,
            help: "Time until the member's initial sync is done; absent when none is under way."
        ) { $0.initialSync?.remaining?.seconds },
        memberMetric(
            "replmon_initial_sync_failed_attempts", help: "Attempts of the initial sync under way that failed."
        ) { $0.initialSync.map { Double($0.failedAttempts) } },
    ]

    private static let lagDataAge = Metric(
        "replmon_replication_lag_data_age_seconds", .gauge, unit: .seconds, labels: nodeLabels,
        help: "Age of the positions that a secondary's lag was computed from."
    ) { source, samples in
        for node in source.nodes {
            samples.add(node.member?.lagDataAge.map { ($0 + node.elapsed).seconds }, node.labels)
        }
    }

    private static func setMetric(
        _ name: String, help: String, value: @escaping @Sendable (ReplicaSetView) -> Double?
    ) -> Metric {
        Metric(name, .gauge, labels: ["cluster"], help: help) { source, samples in
            for cluster in source.clusters {
                samples.add(cluster.assessment.view.replicaSet.flatMap(value), cluster.labels)
            }
        }
    }

    private static func memberMetric(
        _ name: String, unit: Metric.Unit? = nil, help: String, value: @escaping @Sendable (MemberView) -> Double?
    ) -> Metric {
        Metric(name, .gauge, unit: unit, labels: nodeLabels, help: help) { source, samples in
            for node in source.nodes { samples.add(node.member.flatMap(value), node.labels) }
        }
    }
}
