internal import Alerting
internal import Replication

/// Decides what of the present state is worth writing, and when: pure, so that the disk sees changes and not each
/// evaluation.
struct Recorder {
    /// Between two samples of every node's lag, and two signs of life.
    static let sampleInterval = Duration.seconds(10)
    /// Between two writings of rollback counters that are as they were: after a restart it is told since when one rose.
    static let rollbackIDInterval = Duration.seconds(300)

    private var savedLives: [AlertMemory.Life]?
    private var savedRollbackIDs: [String: [String: Int64]] = [:]
    private var rollbackIDsSavedAt: MonotonicInstant?
    private var lastSampleAt: MonotonicInstant?

    /// What was found when replmon started is already kept.
    init(remembered: Remembered) {
        savedLives = remembered.alerts.map(\.life)
        for entry in remembered.rollbackIDs { savedRollbackIDs[entry.cluster, default: [:]][entry.member] = entry.id }
    }

    /// What to write after an evaluation; `nil` when nothing changed and no sample is due.
    mutating func batch(
        alerts: [AlertMemory], events: [Event], clusters: [WatchedCluster], views: [ClusterView],
        now: MonotonicInstant, wallNow: WallInstant
    ) -> HistoryBatch? {
        var batch = HistoryBatch(events: events)
        let lives = alerts.map(\.life)
        if lives != savedLives {
            batch.alerts = alerts
            savedLives = lives
        }
        let ids = Dictionary(
            clusters.map { ($0.plan.name, $0.rollbackIDs.mapValues(\.id)) }, uniquingKeysWith: { $1 }
        ).filter { !$0.value.isEmpty }
        let isOld = rollbackIDsSavedAt.map { $0.duration(to: now) >= Self.rollbackIDInterval } ?? true
        if ids != savedRollbackIDs || isOld && !ids.isEmpty {
            batch.rollbackIDs = Self.rollbackIDs(clusters, now: now, wallNow: wallNow)
            savedRollbackIDs = ids
            rollbackIDsSavedAt = now
        }
        if lastSampleAt.map({ $0.duration(to: now) >= Self.sampleInterval }) ?? true {
            lastSampleAt = now
            batch.aliveAt = wallNow
            batch.lagSamples = Self.samples(views, at: wallNow)
        }
        return batch == HistoryBatch() ? nil : batch
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
