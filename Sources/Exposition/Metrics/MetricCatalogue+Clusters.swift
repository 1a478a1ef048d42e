internal import Alerting
internal import ReplicationCore

extension MetricCatalogue {
    static let clusters: [Metric] = [clusterVerdict, linkState, alerts, silences]

    private static let clusterVerdict = Metric(
        "replmon_cluster_verdict", .stateset, labels: ["cluster", "verdict"],
        help: "The cluster's verdict: 1 for the present one, 0 for the others."
    ) { source, samples in
        for cluster in source.clusters {
            samples.add(state: cluster.assessment.verdict.rawValue, of: verdicts, cluster.labels)
        }
    }

    private static let verdicts = MetricStates(label: "verdict", Verdict.allCases.map(\.rawValue))

    private static let linkState = Metric(
        "replmon_link_state", .stateset, labels: nodeLabels + ["state"],
        help: "The state of the replication link that ends at the node: 1 for the present state, 0 for the others."
    ) { source, samples in
        for cluster in source.clusters {
            for link in cluster.assessment.view.links {
                samples.add(
                    state: link.state.rawValue, of: linkStates, cluster.labels.adding("node", link.downstream))
            }
        }
    }

    private static let linkStates = MetricStates(label: "state", LinkState.allCases.map(\.rawValue))

    private static let alertLabels = ["alertname", "severity", "state", "cluster", "node"]

    /// Two links that end at one node are two alerts, but one series: a page that repeats one is refused whole.
    private static let alerts = Metric(
        "replmon_alerts", .gauge, labels: alertLabels,
        help: "1 for each alert that is pending, firing (silenced or not) or suppressed by the one that explains it."
    ) { source, samples in
        var seen: Set<MetricLabels> = []
        for alert in source.alerts where alert.isActive {
            let values = alert.labels.merging(["state": alert.shownState]) { $1 }
            let labels = MetricLabels(alertLabels.map { ($0, values[$0] ?? "") })
            if seen.insert(labels).inserted { samples.add(1, labels) }
        }
    }

    private static let silences = Metric(
        "replmon_silences", .gauge, help: "Silences in force: alerts that match one are shown and not sent."
    ) { source, samples in
        samples.add(Double(source.activeSilences))
    }
}
