package import Alerting
package import ReplicationCore

/// Everything that requests are answered from. The coordinator replaces the clusters that were judged again; a request reads
/// one state of it.
package struct Snapshot: Sendable {
    /// When it was made, for people.
    package var generatedAt: WallInstant
    /// When it was made, for the computation of ages.
    package var instant: MonotonicInstant
    package var clusters: [ClusterAssessment]
    /// By cluster, those about replmon itself under `nil`; each group in the order of `alerts`.
    package var alertsByCluster: [String?: [Alert]]
    /// Silences in force, and any others that are still remembered.
    package var silences: [Silence]
    package var daemon: DaemonStatus

    package init(
        generatedAt: WallInstant, instant: MonotonicInstant, clusters: [ClusterAssessment], alerts: [Alert],
        silences: [Silence] = [], daemon: DaemonStatus
    ) {
        self.generatedAt = generatedAt
        self.instant = instant
        self.clusters = clusters
        alertsByCluster = Dictionary(grouping: alerts, by: \.identity.cluster)
        self.silences = silences
        self.daemon = daemon
    }

    /// All alerts: firing first, then pending, then resolved, each by name and subject. They are sorted for each request, and
    /// not at each poll.
    package var alerts: [Alert] {
        get { AlertEngine.sorted(alertsByCluster.values.flatMap(\.self)) }
        set { alertsByCluster = Dictionary(grouping: newValue, by: \.identity.cluster) }
    }

    /// The worst verdict of all clusters; `ok` when there are no clusters.
    package var verdict: Verdict {
        clusters.map(\.verdict).max() ?? .ok
    }

    /// Whether every node of every cluster has been polled at least once.
    package var firstRoundDone: Bool {
        clusters.allSatisfy(\.view.firstRoundDone)
    }
}

/// The state of replmon itself.
package struct DaemonStatus: Sendable {
    /// replmon's release.
    package var version: String
    package var startedAt: WallInstant
    /// Whether the configuration file was accepted when it was last read.
    package var lastReloadSuccessful: Bool
    /// When a configuration was last accepted.
    package var lastReloadSuccessAt: WallInstant
    /// By cluster and node: how its polls went.
    package var statistics: [String: [String: ProbeStatistics]]
    /// Whether the data that must survive a restart is written to disk; `nil` where nothing is kept.
    package var history: HistoryHealth?
    /// Notifications to each Alertmanager.
    package var notifications: [AlertmanagerStatistics]

    package init(
        version: String, startedAt: WallInstant, lastReloadSuccessful: Bool, lastReloadSuccessAt: WallInstant,
        probes: [ProbeStatistics], history: HistoryHealth? = nil, notifications: [AlertmanagerStatistics] = []
    ) {
        self.version = version
        self.startedAt = startedAt
        self.lastReloadSuccessful = lastReloadSuccessful
        self.lastReloadSuccessAt = lastReloadSuccessAt
        statistics = [:]
        self.history = history
        self.notifications = notifications
        self.probes = probes
    }
}

extension DaemonStatus {
    /// How the polls of each node went, by the names of cluster and node.
    package var probes: [ProbeStatistics] {
        get { statistics.values.flatMap(\.values).sorted { ($0.cluster, $0.node) < ($1.cluster, $1.node) } }
        set {
            statistics = Dictionary(grouping: newValue, by: \.cluster).mapValues { probes in
                Dictionary(probes.map { ($0.node, $0) }, uniquingKeysWith: { $1 })
            }
        }
    }

    /// Forgets a node that is no longer polled.
    package mutating func forget(_ node: String, of cluster: String) {
        statistics[cluster]?[node] = nil
        if statistics[cluster]?.isEmpty == true { statistics[cluster] = nil }
    }
}

/// How the polls of one node went since replmon started.
package struct ProbeStatistics: Hashable, Sendable {
    package var cluster: String
    package var node: String
    package var failures: UInt64 = 0
    /// Slots of the polling grid that passed while the previous poll was still under way.
    package var missedSlots: UInt64 = 0
    package var durations = DurationHistogram()

    package init(cluster: String, node: String) {
        self.cluster = cluster
        self.node = node
    }

    /// Adds a finished poll.
    package mutating func count(seconds: Double, isFailure: Bool, missedSlots missed: UInt64) {
        durations.observe(seconds: seconds)
        if isFailure { failures += 1 }
        missedSlots += missed
    }
}
