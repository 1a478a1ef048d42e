internal import Alerting
internal import MongoReplication
internal import ReplicationCore

/// Decides what is written to the history after an evaluation, so that the disk sees changes and not each evaluation.
struct HistoryPolicy {
    /// Between two samples of every node's lag; each also records that replmon was alive.
    static let sampleInterval = Duration.seconds(10)
    /// Between two writings of rollback counters that did not change: if one has risen after a restart of replmon, this
    /// bounds the time in which the rollback happened.
    static let rollbackIDInterval = Duration.seconds(300)

    /// By cluster; of the alerts about replmon itself under `nil`.
    private var savedLives: [String?: [AlertMemory.Life]]
    private var savedRollbackIDs: [String: [String: Int64]] = [:]
    private var rollbackIDsSavedAt: MonotonicInstant?
    private var lastSampleAt: MonotonicInstant?

    /// An evaluation and the state after it.
    struct Evaluation {
        var outcome: AlertPipeline.Outcome
        var alerts: AlertPipeline
        var clusters: WatchedClusters
        /// The indices of the clusters that were judged.
        var judged: [Int]
        /// The assessments of all clusters at a tick; `nil` after a poll, when no lag is sampled.
        var assessments: [ClusterAssessment]?
        var now: MonotonicInstant
        var wallNow: WallInstant
    }

    /// A policy for a history that holds what was remembered.
    init(remembered: Remembered) {
        savedLives = Dictionary(grouping: remembered.alerts, by: \.cluster).mapValues { $0.map(\.life) }
        for entry in remembered.rollbackIDs { savedRollbackIDs[entry.cluster, default: [:]][entry.member] = entry.id }
    }

    /// The batch to write after an evaluation; `nil` if nothing is worth it. It counts as written.
    mutating func batch(after evaluation: Evaluation) -> HistoryBatch? {
        var batch = HistoryBatch(events: evaluation.outcome.events)
        if evaluation.outcome.silencesChanged { batch.silences = evaluation.alerts.silences }
        if alertsChanged(in: evaluation) {
            batch.alerts = evaluation.alerts.memories(at: evaluation.now, wallNow: evaluation.wallNow)
        }
        batch.rollbackIDs = rollbackIDs(in: evaluation)
        if let samples = samples(in: evaluation) {
            batch.lagSamples = samples
            batch.aliveAt = evaluation.wallNow
        }
        return batch == HistoryBatch() ? nil : batch
    }

    // MARK: Alerts

    /// Whether the alerts of a judged cluster, or of one that is no longer watched, differ from those written.
    private mutating func alertsChanged(in evaluation: Evaluation) -> Bool {
        let judged = evaluation.judged.map { evaluation.clusters[$0].plan.name }
        let unwatched = evaluation.assessments == nil ? [] : self.unwatched(in: evaluation.clusters)
        var changed = false
        for cluster in judged + unwatched + [nil] {
            let memories = evaluation.alerts.memories(of: cluster, at: evaluation.now, wallNow: evaluation.wallNow)
            if recordLives(of: memories, cluster: cluster) { changed = true }
        }
        return changed
    }

    /// Records the states of a cluster's alerts as written; returns whether they differ from those before.
    private mutating func recordLives(of memories: [AlertMemory], cluster: String?) -> Bool {
        let lives = memories.isEmpty ? nil : memories.map(\.life)
        guard savedLives[cluster] != lives else { return false }
        savedLives[cluster] = lives
        return true
    }

    /// Clusters with written alerts that are no longer watched: their alerts end.
    private func unwatched(in clusters: WatchedClusters) -> [String] {
        savedLives.keys.compactMap(\.self).filter { clusters.index(of: $0) == nil }
    }

    // MARK: Rollback counters

    /// The counters of all members, because one of a judged cluster changed or because, at a tick, it is time again.
    private mutating func rollbackIDs(in evaluation: Evaluation) -> [HistoryBatch.MemberRollbackID]? {
        let changed = evaluation.judged.contains { hasNewRollbackIDs(evaluation.clusters[$0]) }
        let isTick = evaluation.assessments != nil
        let isDue =
            isTick && (rollbackIDsSavedAt.map { $0.duration(to: evaluation.now) >= Self.rollbackIDInterval } ?? true)
        guard changed || isDue else { return nil }
        let clusters = evaluation.clusters.all
        let ids = Dictionary(clusters.map { ($0.plan.name, $0.rollbackIDs.mapValues(\.id)) }, uniquingKeysWith: { $1 })
            .filter { !$0.value.isEmpty }
        guard changed || !ids.isEmpty else { return nil }
        savedRollbackIDs = ids
        rollbackIDsSavedAt = evaluation.now
        return clusters.flatMap { Self.rollbackIDs(of: $0, now: evaluation.now, wallNow: evaluation.wallNow) }
    }

    private func hasNewRollbackIDs(_ cluster: WatchedCluster) -> Bool {
        let ids = cluster.rollbackIDs
        return !ids.isEmpty && ids.mapValues(\.id) != savedRollbackIDs[cluster.plan.name]
    }

    private static func rollbackIDs(of cluster: WatchedCluster, now: MonotonicInstant, wallNow: WallInstant)
        -> [HistoryBatch.MemberRollbackID]
    {
        cluster.rollbackIDs.sorted { $0.key < $1.key }.map { member, reading in
            HistoryBatch.MemberRollbackID(
                cluster: cluster.plan.name, member: member, id: reading.id,
                at: wallNow.advanced(by: .zero - reading.at.duration(to: now)), processID: reading.processID)
        }
    }

    // MARK: Lag

    /// A sample of the lag of every node that follows another, when one is due.
    private mutating func samples(in evaluation: Evaluation) -> [LagSample]? {
        guard let assessments = evaluation.assessments,
            lastSampleAt.map({ $0.duration(to: evaluation.now) >= Self.sampleInterval }) ?? true
        else { return nil }
        lastSampleAt = evaluation.now
        return assessments.flatMap { assessment in
            assessment.view.nodes.compactMap { node in
                node.lag.map {
                    LagSample(
                        cluster: assessment.view.name, node: node.name, at: evaluation.wallNow, lag: $0.time.value)
                }
            }
        }
    }
}
