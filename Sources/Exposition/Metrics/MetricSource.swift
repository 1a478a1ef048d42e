internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// The data of one page's samples. Every label is escaped once for all metrics that have it.
struct MetricSource {
    var clusters: [Cluster]
    var nodes: [Node]
    var probes: [Probe]
    var alerts: [Alert]
    /// How many silences are in force.
    var activeSilences: Int
    var daemon: DaemonStatus
    var process: ProcessStatistics
    var serving: ServingStatistics

    init(_ snapshot: Snapshot, process: ProcessStatistics, serving: ServingStatistics, now: MonotonicInstant) {
        let clock = SnapshotClock(snapshot, now: now)
        clusters = snapshot.clusters.map { Cluster($0) }
        nodes = clusters.flatMap { cluster in
            let elapsed = clock.elapsed(since: cluster.assessment)
            return cluster.assessment.view.nodes.map { view in
                Node(
                    view, kind: cluster.assessment.view.kind, labels: cluster.labels.adding("node", view.name),
                    elapsed: elapsed,
                    lagTime: clock.time(of: view.lag))
            }
        }
        probes = snapshot.daemon.probes.map { Probe(statistics: $0, labels: MetricLabels($0)) }
        alerts = snapshot.alerts
        activeSilences = snapshot.silences.count { $0.isActive(at: snapshot.generatedAt) }
        daemon = snapshot.daemon
        self.process = process
        self.serving = serving
    }

    /// A cluster with its labels. It and the node are classes because each of some forty metrics visits all of them, and
    /// would copy the view, which has many parts.
    final class Cluster {
        let assessment: ClusterAssessment
        let labels: MetricLabels

        init(_ assessment: ClusterAssessment) {
            self.assessment = assessment
            labels = MetricLabels(assessment.view)
        }
    }

    /// A node with its labels.
    final class Node {
        let view: NodeView
        let postgresql: PostgresNodeView?
        let member: MemberView?
        let kind: ClusterKind
        let labels: MetricLabels
        let slots: [Slot]
        /// Since its cluster was judged.
        let elapsed: Duration
        /// Its lag when the snapshot was made.
        let lagTime: Duration?

        init(_ view: NodeView, kind: ClusterKind, labels: MetricLabels, elapsed: Duration, lagTime: Duration?) {
            self.view = view
            self.kind = kind
            self.labels = labels
            postgresql = view.postgresql
            member = view.member
            slots = (postgresql?.listedSlots ?? []).map { Slot(view: $0, labels: labels.adding("slot", $0.name)) }
            self.elapsed = elapsed
            self.lagTime = lagTime
        }
    }

    /// A slot with its labels.
    struct Slot {
        var view: SlotView
        var labels: MetricLabels
    }

    /// How the polls of a node went, with its labels.
    struct Probe {
        var statistics: ProbeStatistics
        var labels: MetricLabels
    }
}
