internal import Alerting
internal import ReplicationCore
internal import StatusAPI

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
    /// A node with its labels, escaped once for all its metrics.
    struct Node {
        var view: NodeView
        var kind: ClusterKind
        var labels: MetricLabels
        var slots: [Slot]
        /// Since its cluster was judged.
        var elapsed: Duration
        /// Its lag when the snapshot was made.
        var lagTime: Duration?
    }

    /// A slot with its labels.
    struct Slot {
        var view: SlotView
        var labels: MetricLabels
    }

    init(_ snapshot: Snapshot, process: ProcessStatistics, serving: ServingStatistics, now: MonotonicInstant) {
        let clock = SnapshotClock(snapshot, now: now)
        clusters = snapshot.clusters
        nodes = snapshot.clusters.flatMap { cluster in
            let (labels, elapsed) = (MetricLabels(cluster.view), clock.elapsed(since: cluster))
            return cluster.view.nodes.map { view in
                Node(
                    view, kind: cluster.view.kind, labels: labels.adding("node", view.name), elapsed: elapsed,
                    lagTime: clock.time(of: view.lag))
            }
        }
        alerts = snapshot.alerts
        activeSilences = snapshot.silences.count { $0.isActive(at: snapshot.generatedAt) }
        daemon = snapshot.daemon
        self.process = process
        self.serving = serving
    }
}

extension MetricSource.Node {
    fileprivate init(
        _ view: NodeView, kind: ClusterKind, labels: MetricLabels, elapsed: Duration, lagTime: Duration?
    ) {
        self.init(
            view: view, kind: kind, labels: labels,
            slots: (view.postgresql?.listedSlots ?? []).map {
                MetricSource.Slot(view: $0, labels: labels.adding("slot", $0.name))
            },
            elapsed: elapsed, lagTime: lagTime)
    }
}
