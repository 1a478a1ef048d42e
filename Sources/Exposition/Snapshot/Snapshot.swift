public import Alerting
public import Replication

/// Everything a request may be answered with. The coordinator changes what was judged anew; a request reads one state of it.
public struct Snapshot: Sendable {
    /// When it was made, for people.
    public var generatedAt: WallInstant
    /// When it was made, to tell ages from.
    public var instant: MonotonicInstant
    public var clusters: [ClusterAssessment]
    /// By cluster, those about replmon itself under `nil`; each group in the order of `alerts`.
    public var alertsByCluster: [String?: [Alert]]
    /// Silences in force, and any others that are still remembered.
    public var silences: [Silence]
    public var daemon: DaemonStatus

    public init(
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

    /// All alerts: firing first, then pending, then resolved, each by name and subject. They are sorted for whoever asks,
    /// and not at each poll.
    public var alerts: [Alert] {
        get { AlertEngine.sorted(alertsByCluster.values.flatMap(\.self)) }
        set { alertsByCluster = Dictionary(grouping: newValue, by: \.identity.cluster) }
    }

    /// The worst verdict of all clusters; `ok` when there are none to worry about.
    public var verdict: Verdict {
        clusters.map(\.verdict).max() ?? .ok
    }

    /// Whether every node of every cluster has been polled at least once.
    public var firstRoundDone: Bool {
        clusters.allSatisfy(\.view.firstRoundDone)
    }
}

/// What replmon tells of itself.
public struct DaemonStatus: Sendable {
    /// replmon's release.
    public var version: String
    public var startedAt: WallInstant
    /// Whether the configuration file was accepted when it was last read.
    public var lastReloadSuccessful: Bool
    /// When a configuration was last accepted.
    public var lastReloadSuccessAt: WallInstant
    /// By cluster and node: how its polls went.
    public var statistics: [String: [String: ProbeStatistics]]
    /// Whether what must survive a restart is being written; `nil` where nothing is kept.
    public var history: HistoryHealth?
    /// How telling each Alertmanager goes.
    public var notifications: [AlertmanagerStatistics]

    public init(
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
    public var probes: [ProbeStatistics] {
        get { statistics.values.flatMap(\.values).sorted { ($0.cluster, $0.node) < ($1.cluster, $1.node) } }
        set {
            statistics = Dictionary(grouping: newValue, by: \.cluster).mapValues { probes in
                Dictionary(probes.map { ($0.node, $0) }, uniquingKeysWith: { $1 })
            }
        }
    }

    /// Forgets a node that is no longer polled.
    public mutating func forget(_ node: String, of cluster: String) {
        statistics[cluster]?[node] = nil
        if statistics[cluster]?.isEmpty == true { statistics[cluster] = nil }
    }
}

/// How the polls of one node went since replmon started.
public struct ProbeStatistics: Hashable, Sendable {
    public var cluster: String
    public var node: String
    public var failures: UInt64 = 0
    /// Slots of the polling grid that passed while the previous poll was still under way.
    public var missedSlots: UInt64 = 0
    public var durations = DurationHistogram()

    public init(cluster: String, node: String) {
        self.cluster = cluster
        self.node = node
    }

    /// Adds a finished poll.
    public mutating func count(seconds: Double, isFailure: Bool, missedSlots missed: UInt64) {
        durations.observe(seconds: seconds)
        if isFailure { failures += 1 }
        missedSlots += missed
    }
}
