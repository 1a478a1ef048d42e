internal import Alerting
internal import MongoReplication
internal import ReplicationCore

/// Decides what of the present state is worth writing, and when: pure, so that the disk sees changes and not each
/// evaluation.
struct Recorder {
    /// Between two samples of every node's lag, and two signs of life.
    static let sampleInterval = Duration.seconds(10)
    /// Between two writings of rollback counters that are as they were: after a restart it is told since when one rose.
    static let rollbackIDInterval = Duration.seconds(300)

    /// By cluster; what is about replmon itself under `nil`.
    private var savedLives: [String?: [AlertMemory.Life]]
    private var savedRollbackIDs: [String: [String: Int64]] = [:]
    private var rollbackIDsSavedAt: MonotonicInstant?
    private var lastSampleAt: MonotonicInstant?

    /// What was found when replmon started is already kept.
    init(remembered: Remembered) {
        savedLives = Dictionary(grouping: remembered.alerts, by: \.cluster).mapValues { $0.map(\.life) }
        for entry in remembered.rollbackIDs { savedRollbackIDs[entry.cluster, default: [:]][entry.member] = entry.id }
    }

    /// Whether the alerts of a cluster are worth writing; notes them as written.
    mutating func isNews(_ alerts: [AlertMemory], of cluster: String?) -> Bool {
        let lives = alerts.isEmpty ? nil : alerts.map(\.life)
        guard savedLives[cluster] != lives else { return false }
        savedLives[cluster] = lives
        return true
    }

    /// Clusters of which something was written and that are not among these: their alerts end.
    func clusters(besides watched: some Sequence<String>) -> [String] {
        let watched = Set(watched)
        return savedLives.keys.compactMap(\.self).filter { !watched.contains($0) }
    }

    /// Whether a member's rollback counter has changed since the last writing.
    func isNews(_ cluster: WatchedCluster) -> Bool {
        let ids = cluster.rollbackIDs
        return !ids.isEmpty && ids.mapValues(\.id) != savedRollbackIDs[cluster.plan.name]
    }

    /// The rollback counters of all members, to be written because one changed (`isNews`) or they are due again; else
    /// `nil`.
    mutating func rollbackIDs(
        of clusters: [WatchedCluster], isNews: Bool, now: MonotonicInstant, wallNow: WallInstant
    ) -> [HistoryBatch.MemberRollbackID]? {
        let isOld = rollbackIDsSavedAt.map { $0.duration(to: now) >= Self.rollbackIDInterval } ?? true
        guard isNews || isOld else { return nil }
        let ids = Dictionary(
            clusters.map { ($0.plan.name, $0.rollbackIDs.mapValues(\.id)) }, uniquingKeysWith: { $1 }
        ).filter { !$0.value.isEmpty }
        guard isNews || !ids.isEmpty else { return nil }
        savedRollbackIDs = ids
        rollbackIDsSavedAt = now
        return Self.rollbackIDs(clusters, now: now, wallNow: wallNow)
    }

    /// A sample of every node's lag when one is due, else `nil`.
    mutating func samples(
        of assessments: some Sequence<ClusterAssessment>, now: MonotonicInstant, wallNow: WallInstant
    ) -> [LagSample]? {
        guard lastSampleAt.map({ $0.duration(to: now) >= Self.sampleInterval }) ?? true else { return nil }
        lastSampleAt = now
        return Self.samples(assessments.map(\.view), at: wallNow)
    }

    /// Of every node that follows another.
    private static func samples(_ views: [ClusterView], at wallNow: WallInstant) -> [LagSample] {
        views.flatMap { view in
            view.nodes.compactMap { node in
                node.lag.map { LagSample(cluster: view.name, node: node.name, at: wallNow, lag: $0.time.value) }
            }
        }
    }

    private static func rollbackIDs(
        _ clusters: [WatchedCluster], now: MonotonicInstant, wallNow: WallInstant
    ) -> [HistoryBatch.MemberRollbackID] {
        clusters.flatMap { cluster in
            cluster.rollbackIDs.sorted { $0.key < $1.key }.map { member, reading in
                HistoryBatch.MemberRollbackID(
                    cluster: cluster.plan.name, member: member, id: reading.id,
                    at: wallNow.advanced(by: .zero - reading.at.duration(to: now)), processID: reading.processID)
            }
        }
    }
}
