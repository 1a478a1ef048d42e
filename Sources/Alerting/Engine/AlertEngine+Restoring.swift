package import ReplicationCore

extension AlertEngine {
    /// An engine that continues where an earlier process stopped: what was firing keeps firing until a fresh poll says
    /// otherwise, without a new notification.
    ///
    /// Times in the future, as after the clock was set back, are replaced by the present. Entries that this release does
    /// not know are skipped.
    package init(restoring memories: [AlertMemory], now: MonotonicInstant, wallNow: WallInstant) {
        let records = memories.compactMap { AlertRecord(restoring: $0, now: now, wallNow: wallNow) }
        self.init(
            records: Dictionary(
                records.compactMap { record in record.alert.map { ($0.identity, record) } },
                uniquingKeysWith: { first, _ in first }),
            at: now)
    }

    /// Adds alerts of an earlier process that could be read only after the start; alerts that are known by now stay as
    /// they are.
    package mutating func restore(_ memories: [AlertMemory], now: MonotonicInstant, wallNow: WallInstant) {
        let former = AlertEngine(restoring: memories, now: now, wallNow: wallNow)
        records.merge(former.records) { known, _ in known }
    }

    /// All alerts in the form that survives a restart, in the order of ``alerts``.
    package func memories(at now: MonotonicInstant, wallNow: WallInstant) -> [AlertMemory] {
        alerts.map { AlertMemory($0, at: now) }
    }
}

extension AlertRecord {
    fileprivate init?(restoring memory: AlertMemory, now: MonotonicInstant, wallNow: WallInstant) {
        guard let alert = Alert(restoring: memory, now: now, wallNow: wallNow) else { return nil }
        self.init(alert: alert)
        if alert.isActive { history.resume(alert.severity, flapping: alert.isFlapping, at: now) }
    }
}

extension Alert {
    /// The stale reason of an alert that no poll has evaluated yet.
    private static let unjudged = "not judged since replmon was started"

    /// `nil` for an entry that this release does not know, and for an alert that was resolved too long ago to be shown.
    fileprivate init?(restoring memory: AlertMemory, now: MonotonicInstant, wallNow: WallInstant) {
        guard let name = AlertName(rawValue: memory.name), let severity = Severity(rawValue: memory.severity) else {
            return nil
        }
        let activeAt = min(memory.activeAt, wallNow)
        let announced = memory.announcedSeverity.flatMap(Severity.init(rawValue:))
        guard
            let state = State(
                restoring: memory, severity: severity, activeAt: activeAt, announced: announced, now: now,
                wallNow: wallNow)
        else { return nil }
        self.init(
            identity: AlertIdentity(
                name: name, cluster: memory.cluster,
                subject: Condition.Subject(node: memory.node, upstream: memory.upstream, slot: memory.slot)),
            severity: severity, state: state, activeAt: activeAt, summary: memory.summary,
            evidence: memory.evidence.compactMap { $0.count == 2 ? Evidence($0[0], $0[1]) : nil })
        // Whether the last notification said that the alert is flapping is not saved: the alert's own state is used.
        notified = announced.map { Notified(severity: $0, isFlapping: isFlapping) }
        if isActive {
            isRestored = true
            staleReason = Self.unjudged
        }
    }
}

extension Alert.State {
    fileprivate init?(
        restoring memory: AlertMemory, severity: Severity, activeAt: WallInstant, announced: Severity?,
        now: MonotonicInstant, wallNow: WallInstant
    ) {
        let firedAt = min(max(activeAt, memory.firedAt ?? activeAt), wallNow)
        let heldSince = now.advanced(by: .zero - Duration.milliseconds(max(0, memory.heldMilliseconds)))
        switch memory.state {
        case "pending":
            self = .pending(since: heldSince)
        case "firing":
            let acknowledged = memory.acknowledgement.map {
                Alert.Acknowledged($0, severity: max(severity, announced ?? severity))
            }
            self = .firing(
                Alert.Firing(
                    firedAt: firedAt, worseSince: memory.heldMilliseconds > 0 ? heldSince : nil,
                    isFlapping: memory.isFlapping, acknowledged: acknowledged))
        case "resolved":
            guard let resolvedAt = memory.resolvedAt else { return nil }
            let ago = max(.zero, wallNow.since(resolvedAt))
            guard ago < AlertEngine.resolvedRetention else { return nil }
            self = .resolved(
                Alert.Resolution(
                    at: now.advanced(by: .zero - ago), firedAt: firedAt,
                    resolvedAt: min(max(firedAt, resolvedAt), wallNow)))
        default:
            return nil
        }
    }
}

extension AlertMemory {
    fileprivate init(_ alert: Alert, at now: MonotonicInstant) {
        let held: Duration =
            switch alert.state {
            case .pending(let since): max(.zero, since.duration(to: now))
            case .firing(let firing):
                firing.worseSince.map { max(.milliseconds(1), $0.duration(to: now)) } ?? .zero
            case .resolved: .zero
            }
        let (identity, subject) = (alert.identity, alert.identity.subject)
        self.init(
            name: identity.name.rawValue, cluster: identity.cluster, node: subject.node, upstream: subject.upstream,
            slot: subject.slot, severity: alert.severity.rawValue, state: alert.state.name, activeAt: alert.activeAt,
            firedAt: alert.firedAt, resolvedAt: alert.resolvedAt, heldMilliseconds: held.wholeMilliseconds,
            announcedSeverity: alert.notified?.severity.rawValue, isFlapping: alert.isFlapping,
            acknowledgement: alert.acknowledgement, summary: alert.summary,
            evidence: alert.evidence.map { [$0.key, $0.value] })
    }
}
