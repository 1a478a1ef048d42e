import Alerting
import ReplicationCore

/// The state of one Alertmanager: the alerts it has received and those it must receive next: alerts in, batches out. No clock, no I/O.
///
/// It works on levels, not on edges: each update lists the alerts that people should know of now, so nothing is lost while
/// an Alertmanager does not answer. For an Alertmanager an alert is a set of labels; a change of severity is the end of one
/// set and the beginning of another.
///
/// An inhibited or silenced alert is not begun in the Alertmanager. One that has begun there is still refreshed, since the
/// Alertmanager would resolve it otherwise, and its end is sent as usual.
struct NotificationLedger: Sendable {
    /// The most alerts in one request, unless such a request was too large.
    static let batchSize = 256
    /// The most alerts of one Alertmanager; further ones are dropped and counted.
    static let capacity = 10_000

    typealias Labels = [String: String]

    /// One set of labels that the Alertmanager has received or must receive.
    struct Entry: Sendable {
        /// `nil` for the watchdog.
        var alert: Alert?
        var startsAt: WallInstant
        /// When it ended, and since when the end is being sent; `nil` while it is firing.
        var end: (at: WallInstant, since: MonotonicInstant)?
        /// When it must be sent next.
        var dueAt: MonotonicInstant
        /// When it was sent for the last time that the Alertmanager accepted it.
        var acceptedAt: MonotonicInstant?
        /// Whether the Alertmanager has not accepted its beginning or its end yet.
        var isUndelivered = true
        /// Counts its beginnings and ends: the outcome of an earlier one does not settle a later one.
        var revision: UInt64 = 0
        /// The revision that was refused and counted last.
        var refusedRevision: UInt64?
        var knowledge: Knowledge
    }

    /// Whether the Alertmanager has received an entry.
    enum Knowledge: Sendable {
        case none
        /// The first request with it is in progress.
        case inProgress
        /// It accepted the entry, or may have.
        case likely
    }

    /// The result of sending a batch.
    enum Outcome: Sendable {
        case accepted
        /// Some of its alerts are invalid: sending them again is useless.
        case refused
        /// Not accepted as far as is known; it may have arrived nevertheless.
        case failed(mayHaveArrived: Bool)
    }

    /// Alerts for one request.
    struct Batch: Sendable {
        var alerts: [PostableAlert]
        /// The number of alerts, those that differ only in severity counted once.
        fileprivate var identities: Int
        fileprivate var revisions: [Labels: UInt64]
        fileprivate var at: MonotonicInstant
    }

    private(set) var settings: NotificationSettings
    /// The Alertmanager's URL.
    private let url: String
    let timing: NotificationTiming
    private var entries: [Labels: Entry] = [:]
    private var updatedAt: MonotonicInstant?
    private var beganAt: WallInstant?
    private var tooMany = 0
    /// The most alerts in the next request, lower after one that was too large. The two sides of a change of severity are
    /// sent together even then.
    private var batchLimit = Self.batchSize
    /// The number of alerts dropped: beyond the capacity, or in a refused request, each beginning and end once. It is not
    /// known which alerts of such a request were invalid.
    private(set) var dropped: UInt64 = 0

    init(settings: NotificationSettings, url: String = "", timing: NotificationTiming = NotificationTiming()) {
        self.settings = settings
        self.url = url
        self.timing = timing
    }

    /// The number of entries whose beginning or end has not been accepted yet.
    var waiting: Int {
        entries.values.reduce(0) { $0 + ($1.isUndelivered ? 1 : 0) }
    }

    /// Uses other settings; labels change with the next update.
    mutating func adopt(_ settings: NotificationSettings) {
        self.settings = settings
        entries = entries.filter { $1.end == nil || !isShared($1) }
    }

    /// Takes in the alerts as they are now, in any order.
    mutating func update(_ alerts: [Alert], now: MonotonicInstant, wallNow: WallInstant) {
        updatedAt = now
        let began = beganAt ?? wallNow
        beganAt = began
        makeRoom(for: alerts.count)
        var firing: Set<Labels> = [watchdogLabels]
        hold(watchdogLabels, alert: nil, since: began, now: now)
        var refused = 0
        var ends: [AlertIdentity: WallInstant] = [:]
        for alert in alerts where alert.identity.name != .replmonWatchdog {
            ends[alert.identity] = alert.resolvedAt
            guard case .firing = alert.state, let severity = alert.notified?.severity else { continue }
            let labels = labels(of: alert.identity, severity: severity.rawValue)
            guard shouldBeKnown(alert, as: labels) else { continue }
            guard entries[labels] != nil || entries.count < Self.capacity else {
                refused += 1
                continue
            }
            hold(labels, alert: alert, since: alert.firedAt ?? alert.activeAt, now: now)
            firing.insert(labels)
        }
        dropped &+= UInt64(max(0, refused - tooMany))
        tooMany = refused
        repeatEndsBesideOthers(now: now)
        for (labels, entry) in entries where !firing.contains(labels) {
            end(labels, entry, at: entry.alert.flatMap { ends[$0.identity] } ?? wallNow, now: now)
        }
    }

    /// When the next request is due; `nil` before the first update.
    func nextDueAt(now: MonotonicInstant) -> MonotonicInstant? {
        entries.values.filter { isSendable($0, now: now) }.map(\.dueAt).min()
    }

    /// The alerts to send now, at most ``batchSize``, or `nil`; with `onlyUndelivered` no refreshes.
    ///
    /// Its outcome must be given to ``finish(_:_:)`` before the next batch is requested.
    mutating func nextBatch(now: MonotonicInstant, wallNow: WallInstant, onlyUndelivered: Bool = false) -> Batch? {
        entries = entries.filter { _, entry in
            entry.end.map { $0.since.duration(to: now) < timing.repetitionOfEnds } ?? true
        }
        guard let due = nextDueAt(now: now), due <= now else { return nil }
        let horizon = now.advanced(by: timing.coalescing)
        let candidates = entries.filter { _, entry in
            isSendable(entry, now: now) && entry.dueAt <= horizon && (entry.isUndelivered || !onlyUndelivered)
        }
        let chosen = batch(of: candidates)
        guard !chosen.isEmpty else { return nil }
        for labels in chosen where entries[labels]?.knowledge == Knowledge.none {
            entries[labels]?.knowledge = .inProgress
        }
        return Batch(
            alerts: chosen.compactMap { labels in entries[labels].map { postable($0, labels, wallNow: wallNow) } },
            identities: Set(chosen.map { entries[$0]?.alert?.identity }).count,
            revisions: Dictionary(
                chosen.map { ($0, entries[$0]?.revision ?? 0) }, uniquingKeysWith: { first, _ in first }),
            at: now)
    }

    /// Makes the next batches half as large as this one, which was too large; `false` if it has only one alert.
    mutating func split(_ batch: Batch) -> Bool {
        guard batch.identities > 1 else { return false }
        batchLimit = max(1, min(batchLimit, batch.alerts.count) / 2)
        return true
    }

    /// Records the outcome of a batch.
    mutating func finish(_ batch: Batch, _ outcome: Outcome) {
        if case .accepted = outcome { batchLimit = Self.batchSize }
        for (labels, revision) in batch.revisions {
            guard var entry = entries[labels] else { continue }
            if case .refused = outcome, entry.refusedRevision != revision {
                dropped &+= 1
                entry.refusedRevision = revision
            }
            switch outcome {
            case .failed(mayHaveArrived: false):
                if entry.knowledge == .inProgress { entry.knowledge = .none }
            case .failed(mayHaveArrived: true):
                entry.knowledge = .likely
            case .accepted, .refused:
                entry.knowledge = .likely
                entry.acceptedAt = batch.at
                if entry.revision == revision {
                    entry.isUndelivered = false
                    entry.dueAt = batch.at.advanced(by: timing.refresh)
                }
            }
            // An alert that ended meanwhile and never arrived needs no end.
            entries[labels] = entry.end != nil && entry.knowledge == .none ? nil : entry
        }
    }

    // MARK: Entries

    /// Whether the Alertmanager should know of an alert. A muted alert is refreshed, but not begun; one restored after a
    /// restart was known before.
    ///
    /// In a pair, a replmon that has lost sight of a cluster does not refresh its alerts: it sends `ClusterUnreachable` or
    /// `MonitorIsolated`, and the other one refreshes the alerts that are still true.
    private func shouldBeKnown(_ alert: Alert, as labels: Labels) -> Bool {
        // An alert that this Alertmanager accepts nothing is pointless once it accepts it.
        if alert.identity.name == .replmonNotificationFailing, alert.identity.subject.node == url { return false }
        if settings.pair, alert.identity.cluster != nil, alert.isUnseen { return false }
        guard alert.inhibitedBy != nil || alert.silencedBy != nil else { return true }
        guard let entry = entries[labels] else { return alert.isRestored }
        return entry.end == nil && entry.knowledge != .none
    }

    private mutating func hold(_ labels: Labels, alert: Alert?, since: WallInstant, now: MonotonicInstant) {
        guard var entry = entries[labels] else {
            entries[labels] = Entry(
                alert: alert, startsAt: since, dueAt: now, knowledge: alert?.isRestored == true ? .likely : .none)
            return
        }
        entry.alert = alert
        if entry.end != nil {
            (entry.end, entry.startsAt, entry.dueAt, entry.isUndelivered) = (nil, since, now, true)
            entry.revision &+= 1
        }
        entries[labels] = entry
    }

    private mutating func end(_ labels: Labels, _ entry: Entry, at: WallInstant, now: MonotonicInstant) {
        guard entry.end == nil else { return }
        if isShared(entry) || entry.knowledge == .none {
            entries[labels] = nil
            return
        }
        var entry = entry
        (entry.end, entry.dueAt, entry.isUndelivered) = ((at, now), now, true)
        entry.revision &+= 1
        entries[labels] = entry
    }

    /// While an alert is firing, its end at another severity is sent repeatedly: an Alertmanager in which one severity
    /// inhibits the other forgets that end, and needs it again when the inhibition ends.
    private mutating func repeatEndsBesideOthers(now: MonotonicInstant) {
        let firing = Set(entries.values.compactMap { $0.end == nil ? $0.alert?.identity : nil })
        for (labels, entry) in entries {
            guard entry.end != nil, let identity = entry.alert?.identity, firing.contains(identity) else { continue }
            entries[labels]?.end?.since = now
        }
    }

    /// Removes delivered ends when there are very many alerts.
    private mutating func makeRoom(for count: Int) {
        guard count + entries.count > Self.capacity else { return }
        entries = entries.filter { $1.end == nil || $1.isUndelivered }
    }

    /// Whether the other replmon of a pair sends the same labels.
    private func isShared(_ entry: Entry) -> Bool {
        settings.pair && entry.alert?.identity.cluster != nil
    }

    private func lifetime(of entry: Entry) -> Duration {
        guard entry.alert != nil else { return timing.watchdogLifetime }
        return isShared(entry) ? timing.pairLifetime : timing.lifetime
    }

    /// The watchdog is sent only while updates arrive. In a pair, an alert that has expired in the Alertmanager is not begun
    /// again by a replmon that cannot evaluate it: the other one let it end, or has refreshed it all the time.
    private func isSendable(_ entry: Entry, now: MonotonicInstant) -> Bool {
        if isShared(entry), entry.alert?.staleReason != nil, let acceptedAt = entry.acceptedAt,
            acceptedAt.duration(to: now) >= timing.pairLifetime
        {
            return false
        }
        guard entry.alert == nil, entry.end == nil, let updatedAt else { return true }
        return updatedAt.duration(to: now) < timing.watchdogPatience
    }

    /// Undelivered entries first, then those due for longest; all entries of one alert in the same batch.
    private func batch(of candidates: [Labels: Entry]) -> [Labels] {
        let groups = Dictionary(grouping: candidates) { $1.alert?.identity }.values.map { group in
            (
                rank: group.contains { $0.value.isUndelivered } ? 0 : 1,
                dueAt: group.map(\.value.dueAt.nanoseconds).min() ?? 0, labels: group.map(\.key)
            )
        }
        var chosen: [Labels] = []
        for group in groups.sorted(by: { ($0.rank, $0.dueAt) < ($1.rank, $1.dueAt) })
        where chosen.isEmpty || chosen.count + group.labels.count <= batchLimit { chosen += group.labels }
        return chosen
    }

    private static func instant(_ duration: Duration, after start: WallInstant) -> WallInstant {
        let (sum, overflow) = start.milliseconds.addingReportingOverflow(duration.wholeMilliseconds)
        return overflow ? start : WallInstant(milliseconds: sum)
    }

    private func postable(_ entry: Entry, _ labels: Labels, wallNow: WallInstant) -> PostableAlert {
        // The clock may have been set: nothing begins or ends in the future, and nothing ends before it begins.
        let end = entry.end.map { min($0.at, wallNow) }
        return PostableAlert(
            labels: labels, annotations: annotations(of: entry.alert), startsAt: min(entry.startsAt, end ?? wallNow),
            endsAt: end ?? Self.instant(lifetime(of: entry), after: wallNow), generatorURL: settings.externalURL)
    }
}

extension Alert {
    /// Whether replmon has lost sight of its subject, so that `ClusterUnreachable` or `MonitorIsolated` is sent instead.
    fileprivate var isUnseen: Bool {
        staleReason != nil && (inhibitedBy == .clusterUnreachable || inhibitedBy == .monitorIsolated)
    }
}
