internal import Alerting
internal import Replication

/// What the samples of one page are made of.
struct MetricSource {
    var clusters: [ClusterAssessment]
    var nodes: [Node]
    var alerts: [Alert]
    /// How many silences are in force.
    var activeSilences: Int
    var daemon: DaemonStatus
    var process: ProcessStatistics
    var serving: ServingStatistics
    /// Since the snapshot was made.
    var elapsed: Duration

    /// A node with its labels, escaped once for all its metrics.
    struct Node {
        var view: NodeView
        var kind: ClusterKind
        var labels: MetricLabels
        var slots: [Slot]
    }

    /// A slot with its labels.
    struct Slot {
        var view: SlotView
        var labels: MetricLabels
    }

    init(_ snapshot: Snapshot, process: ProcessStatistics, serving: ServingStatistics, now: MonotonicInstant) {
        clusters = snapshot.clusters
        nodes = snapshot.clusters.flatMap { cluster in
            let labels = MetricLabels(cluster.view)
            return cluster.view.nodes.map { view in
                Node(view, kind: cluster.view.kind, labels: labels.adding("node", view.name))
            }
        }
        alerts = snapshot.alerts
        activeSilences = snapshot.silences.count { $0.isActive(at: snapshot.generatedAt) }
        daemon = snapshot.daemon
        self.process = process
        self.serving = serving
        elapsed = max(.zero, snapshot.instant.duration(to: now))
    }
}

extension MetricSource.Node {
    fileprivate init(_ view: NodeView, kind: ClusterKind, labels: MetricLabels) {
        self.init(
            view: view, kind: kind, labels: labels,
            slots: view.listedSlots.map { MetricSource.Slot(view: $0, labels: labels.adding("slot", $0.name)) })
    }
}
