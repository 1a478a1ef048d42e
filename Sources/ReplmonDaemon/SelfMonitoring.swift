internal import Alerting
internal import ReplicationCore
internal import StatusAPI

/// Judges replmon itself: whether its own network is cut off, its configuration was accepted, its history is written,
/// its polls are on time and each Alertmanager takes its alerts.
struct SelfMonitoring {
    /// As last judged. The isolation is the first: it inhibits the alerts of clusters.
    private(set) var conditions: [Condition] = []
    private var lateness = ProbeLateness()
    private var lastTickAt: MonotonicInstant?
    /// How late the tick was that is being judged.
    private var tickLateness = Duration.zero

    /// Between two ticks.
    private static let tickInterval = Duration.seconds(1)

    /// Records that a tick began; the next ``judge(_:reload:at:)`` takes its lateness into account.
    mutating func recordTick(at now: MonotonicInstant) {
        tickLateness = lastTickAt.map { max(.zero, $0.duration(to: now) - Self.tickInterval) } ?? .zero
        lastTickAt = now
    }

    /// Judges everything, by what the snapshot has of the clusters and of the daemon.
    mutating func judge(_ snapshot: Snapshot, reload: ReloadOutcome, at now: MonotonicInstant) {
        let polls = snapshot.daemon.statistics.values.flatMap { nodes in
            nodes.values.map { ProbeLateness.Node(cluster: $0.cluster, node: $0.node, missedSlots: $0.missedSlots) }
        }
        conditions =
            [
                Self.isolation(in: snapshot), Self.condition(of: reload),
                HistoryCondition.condition(snapshot.daemon.history ?? .saved, at: now),
                lateness.condition(polls, tickLateness: tickLateness, at: now),
            ] + snapshot.daemon.notifications.map(NotificationCondition.condition)
        tickLateness = .zero
    }

    /// Judges the isolation alone, because no node of a cluster answers: if replmon's own network is the cause, that
    /// has to be known before the alerts of the cluster are judged.
    mutating func judgeIsolation(_ snapshot: Snapshot) {
        conditions.removeAll { $0.alert == .monitorIsolated }
        conditions.insert(Self.isolation(in: snapshot), at: 0)
    }

    private static func isolation(in snapshot: Snapshot) -> Condition {
        MonitorIsolation.condition(snapshot.clusters.lazy.map(\.view))
    }

    private static func condition(of reload: ReloadOutcome) -> Condition {
        Condition(
            .replmonReloadFailed, truth: reload.problem == nil ? .clear : .holds,
            summary: reload.problem ?? "configuration accepted")
    }
}
