import Alerting
import ReplicationCore

/// What one Alertmanager knows, and what it is to be told next: alerts in, batches out. No clock, no I/O.
///
/// It works on levels, not on edges: each update says which alerts people should know of now, so nothing is lost while
/// an Alertmanager does not answer. An alert there is a set of labels; one whose severity changed is the end of one set
/// and the beginning of another.
///
/// An inhibited or silenced alert is not made known; one that is known goes on being refreshed, since the Alertmanager
/// would call it resolved otherwise. Its own end is told as ever.
struct NotificationLedger: Sendable {
    /// Alerts of one request, unless it was too large.
    static let batchSize = 256
    /// Alerts of one Alertmanager; further ones are dropped and counted.
    static let capacity = 10_000

    typealias Labels = [String: String]

    /// One set of labels that the Alertmanager knows or is to know.
    struct Entry: Sendable {
        /// `nil` for the watchdog.
        var alert: Alert?
        var startsAt: WallInstant
        /// When it ended, and since when that is told; `nil` while it fires.
        var end: (at: WallInstant, since: MonotonicInstant)?
        /// When it is to be sent next.
        var dueAt: MonotonicInstant
        /// When what was last taken of it was sent.
        var takenAt: MonotonicInstant?
        /// Whether its beginning or its end has not been taken yet.
        var isNews = true
        /// Counts its beginnings and ends: what is said of a former one does not settle a later one.
        var revision: UInt64 = 0
        /// The revision that was refused and counted last.
        var refusedRevision: UInt64?
        var knowledge: Knowledge
    }

    /// Whether the Alertmanager has heard of an entry.
    enum Knowledge: Sendable {
        case none
        /// It is being told.
        case underWay
        /// It took it, or may have.
        case likely
    }

    /// What happened to a batch.
    enum Outcome: Sendable {
        case taken
        /// Some of it is not valid: sending the same again is of no use.
        case refused
        /// Not taken; whether it may have arrived all the same.
        case failed(mayHaveArrived: Bool)
    }

    /// Alerts for one request.
    struct Batch: Sendable {
        var alerts: [PostableAlert]
        /// How many alerts they are, whatever their severities.
        fileprivate var identities: Int
        fileprivate var revisions: [Labels: UInt64]
        fileprivate var at: MonotonicInstant
    }

    private(set) var settings: NotificationSettings
    /// The Alertmanager's own.
    private let url: String
    let timing: NotificationTiming
    private var entries: [Labels: Entry] = [:]
    private var updatedAt: MonotonicInstant?
    private var beganAt: WallInstant?
    private var tooMany = 0
    /// Alerts of the next request, lower after one that was too large. The two sides of a change of severity go together
    /// all the same.
    private var batchLimit = Self.batchSize
    /// Alerts given up: in a request that was refused, each beginning and end once, or too many. Which ones of the
    /// request were not valid is not known.
    private(set) var dropped: UInt64 = 0

    init(settings: NotificationSettings, url: String = "", timing: NotificationTiming = NotificationTiming()) {
        self.settings = settings
        self.url = url
        self.timing = timing
    }

    /// Alerts whose news has not been taken yet.
    var waiting: Int {
        entries.values.reduce(0) { $0 + ($1.isNews ? 1 : 0) }
    }

    /// Takes other settings; what they change about labels shows at the next update.
    mutating func adopt(_ settings: NotificationSettings) {
        self.settings = settings
        entries = entries.filter { $1.end == nil || !isShared($1) }
    }

    /// The alerts as they are now, in any order.
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
            guard mayBeTold(alert, as: labels) else { continue }
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

    /// When something is to be sent next; `nil` before the first update.
    func nextDueAt(now: MonotonicInstant) -> MonotonicInstant? {
        entries.values.filter { isSendable($0, now: now) }.map(\.dueAt).min()
    }

    /// The alerts to send now, at most ``batchSize``, or `nil`; with `onlyNews` no mere refreshes.
    ///
    /// Its outcome goes to ``finish(_:_:)`` before the next batch is asked for.
    mutating func nextBatch(now: MonotonicInstant, wallNow: WallInstant, onlyNews: Bool = false) -> Batch? {
        entries = entries.filter { _, entry in
            entry.end.map { $0.since.duration(to: now) < timing.repetitionOfEnds } ?? true
        }
        guard let due = nextDueAt(now: now), due <= now else { return nil }
        let horizon = now.advanced(by: timing.coalescing)
        let candidates = entries.filter { _, entry in
            isSendable(entry, now: now) && entry.dueAt <= horizon && (entry.isNews || !onlyNews)
        }
        let chosen = batch(of: candidates)
        guard !chosen.isEmpty else { return nil }
        for labels in chosen where entries[labels]?.knowledge == Knowledge.none {
            entries[labels]?.knowledge = .underWay
        }
        return Batch(
            alerts: chosen.compactMap { labels in entries[labels].map { postable($0, labels, wallNow: wallNow) } },
            identities: Set(chosen.map { entries[$0]?.alert?.identity }).count,
            revisions: Dictionary(
                chosen.map { ($0, entries[$0]?.revision ?? 0) }, uniquingKeysWith: { first, _ in first }),
            at: now)
    }

    /// Makes the next batches half as large as this one, which was too large; `false` when that cannot be.
    mutating func split(_ batch: Batch) -> Bool {
        guard batch.identities > 1 else { return false }
        batchLimit = max(1, min(batchLimit, batch.alerts.count) / 2)
        return true
    }

    /// Notes what became of a batch.
    mutating func finish(_ batch: Batch, _ outcome: Outcome) {
        if case .taken = outcome { batchLimit = Self.batchSize }
        for (labels, revision) in batch.revisions {
            guard var entry = entries[labels] else { continue }
            if case .refused = outcome, entry.refusedRevision != revision {
                dropped &+= 1
                entry.refusedRevision = revision
            }
            switch outcome {
            case .failed(mayHaveArrived: false):
                if entry.knowledge == .underWay { entry.knowledge = .none }
            case .failed(mayHaveArrived: true):
                entry.knowledge = .likely
            case .taken, .refused:
                entry.knowledge = .likely
                entry.takenAt = batch.at
                if entry.revision == revision {
                    entry.isNews = false
                    entry.dueAt = batch.at.advanced(by: timing.refresh)
                }
            }
            // What ended meanwhile and never got there need not be ended there.
            entries[labels] = entry.end != nil && entry.knowledge == .none ? nil : entry
        }
    }

    // MARK: Entries

    /// Muted alerts are kept up, not made known. One restored after a restart was known before it.
    ///
    /// Of a pair, one that sees nothing does not keep up what it cannot judge: that it is blind is told, and the other
    /// one keeps up what is true.
    private func mayBeTold(_ alert: Alert, as labels: Labels) -> Bool {
        // That it takes nothing is no news to itself once it takes it.
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
            (entry.end, entry.startsAt, entry.dueAt, entry.isNews) = (nil, since, now, true)
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
        (entry.end, entry.dueAt, entry.isNews) = ((at, now), now, true)
        entry.revision &+= 1
        entries[labels] = entry
    }

    /// While an alert fires, its end at another severity is told on: an Alertmanager in which the one mutes the other
    /// forgets that end, and has to hear it when nothing mutes it any more.
    private mutating func repeatEndsBesideOthers(now: MonotonicInstant) {
        let firing = Set(entries.values.compactMap { $0.end == nil ? $0.alert?.identity : nil })
        for (labels, entry) in entries {
            guard entry.end != nil, let identity = entry.alert?.identity, firing.contains(identity) else { continue }
            entries[labels]?.end?.since = now
        }
    }

    /// Ends that were told give way to alerts when there are very many.
    private mutating func makeRoom(for count: Int) {
        guard count + entries.count > Self.capacity else { return }
        entries = entries.filter { $1.end == nil || $1.isNews }
    }

    /// Whether the other one of a pair tells the same labels.
    private func isShared(_ entry: Entry) -> Bool {
        settings.pair && entry.alert?.identity.cluster != nil
    }

    private func lifetime(of entry: Entry) -> Duration {
        guard entry.alert != nil else { return timing.watchdogLifetime }
        return isShared(entry) ? timing.pairLifetime : timing.lifetime
    }

    /// The watchdog only while updates come. Of a pair, what has lapsed there is not begun anew by one that cannot judge
    /// it: the other one let it end, or has been telling it all the time.
    private func isSendable(_ entry: Entry, now: MonotonicInstant) -> Bool {
        if isShared(entry), entry.alert?.staleReason != nil, let takenAt = entry.takenAt,
            takenAt.duration(to: now) >= timing.pairLifetime
        {
            return false
        }
        guard entry.alert == nil, entry.end == nil, let updatedAt else { return true }
        return updatedAt.duration(to: now) < timing.watchdogPatience
    }

    /// News first, then what has been due for longest; all of one alert in the same batch.
    private func batch(of candidates: [Labels: Entry]) -> [Labels] {
        let groups = Dictionary(grouping: candidates) { $1.alert?.identity }.values.map { group in
            (
                rank: group.contains { $0.value.isNews } ? 0 : 1,
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
        // Whatever the clock was set to in between: nothing began or ended in the future, nothing ends before it began.
        let end = entry.end.map { min($0.at, wallNow) }
        return PostableAlert(
            labels: labels, annotations: annotations(of: entry.alert), startsAt: min(entry.startsAt, end ?? wallNow),
            endsAt: end ?? Self.instant(lifetime(of: entry), after: wallNow), generatorURL: settings.externalURL)
    }
}

extension Alert {
    /// Nobody can tell whether it goes on, and that replmon sees nothing is told in its stead.
    fileprivate var isUnseen: Bool {
        staleReason != nil && (inhibitedBy == .clusterUnreachable || inhibitedBy == .monitorIsolated)
    }
}
