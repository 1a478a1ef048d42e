public import Alerting
public import Replication

/// Everything a request may be answered with: published whole by the coordinator, never changed.
public struct Snapshot: Sendable {
    /// When it was made, for people.
    public var generatedAt: WallInstant
    /// When it was made, to tell ages from.
    public var instant: MonotonicInstant
    public var clusters: [ClusterAssessment]
    public var alerts: [Alert]
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
        self.alerts = alerts
        self.silences = silences
        self.daemon = daemon
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
    /// Per cluster and node: how its polls went.
    public var probes: [ProbeStatistics]
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
        self.probes = probes
        self.history = history
        self.notifications = notifications
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
}
