package import ReplicationCore

extension AlertEngine {
    /// An engine that goes on where a former process stopped: what fired goes on firing until a fresh poll says
    /// otherwise, and is not told anew.
    ///
    /// Times that have yet to come, as after a clock was set back, are taken for now; what this release does not know
    /// is left out.
    package init(restoring memories: [AlertMemory], now: MonotonicInstant, wallNow: WallInstant) {
        let records = memories.compactMap { AlertRecord(restoring: $0, now: now, wallNow: wallNow) }
        self.init(
            records: Dictionary(
                records.compactMap { record in record.alert.map { ($0.identity, record) } },
                uniquingKeysWith: { first, _ in first }),
            at: now)
    }

    /// Takes in what a former process left and could be read only now; what is known by now stays as it is.
    package mutating func restore(_ memories: [AlertMemory], now: MonotonicInstant, wallNow: WallInstant) {
        let former = AlertEngine(restoring: memories, now: now, wallNow: wallNow)
        records.merge(former.records) { known, _ in known }
    }

    /// What should survive a restart: every alert, in the order of ``alerts``.
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
    /// What an alert says that no poll has judged yet.
    private static let unjudged = "not judged since replmon was started"

    /// `nil` for one that means nothing to this release, or was resolved too long ago to be shown.
    fileprivate init?(restoring memory: AlertMemory, now: MonotonicInstant, wallNow: WallInstant) {
        guard let name = AlertName(rawValue: memory.name), let severity = Severity(rawValue: memory.severity) else {
            return nil
        }
        let activeAt = min(memory.activeAt, wallNow)
        let firedAt = min(max(activeAt, memory.firedAt ?? activeAt), wallNow)
        let heldSince = now.advanced(by: .zero - Duration.milliseconds(max(0, memory.heldMilliseconds)))
        let state: State
        switch memory.state {
        case "pending": state = .pending(since: heldSince)
        case "firing": state = .firing(clearSince: nil)
        case "resolved":
            guard let resolvedAt = memory.resolvedAt else { return nil }
            let ago = max(.zero, wallNow.since(resolvedAt))
            guard ago < AlertEngine.resolvedRetention else { return nil }
            state = .resolved(at: now.advanced(by: .zero - ago))
        default: return nil
        }
        self.init(
            identity: AlertIdentity(
                name: name, cluster: memory.cluster,
                subject: Condition.Subject(node: memory.node, upstream: memory.upstream, slot: memory.slot)),
            severity: severity, state: state, activeAt: activeAt, summary: memory.summary,
            evidence: memory.evidence.compactMap { $0.count == 2 ? Evidence($0[0], $0[1]) : nil })
        announcedSeverity = memory.announcedSeverity.flatMap(Severity.init(rawValue:))
        if memory.state != "pending" { self.firedAt = firedAt }
        guard isActive else {
            resolvedAt = memory.resolvedAt.map { min(max(firedAt, $0), wallNow) }
            return
        }
        isRestored = true
        staleReason = Self.unjudged
        guard case .firing = state else { return }
        if memory.heldMilliseconds > 0 { worseSince = heldSince }
        isFlapping = memory.isFlapping
        // Which of the two people were told of is not remembered.
        isFlappingAnnounced = isFlapping && isTold
        acknowledgement = memory.acknowledgement
        acknowledgedSeverity = acknowledgement.map { _ in max(severity, announcedSeverity ?? severity) }
    }
}

extension AlertMemory {
    fileprivate init(_ alert: Alert, at now: MonotonicInstant) {
        let held: Duration =
            if case .pending(let since) = alert.state {
                max(.zero, since.duration(to: now))
            } else if let since = alert.worseSince {
                max(.milliseconds(1), since.duration(to: now))
            } else {
                .zero
            }
        let (identity, subject) = (alert.identity, alert.identity.subject)
        self.init(
            name: identity.name.rawValue, cluster: identity.cluster, node: subject.node, upstream: subject.upstream,
            slot: subject.slot, severity: alert.severity.rawValue, state: alert.state.name, activeAt: alert.activeAt,
            firedAt: alert.firedAt, resolvedAt: alert.resolvedAt, heldMilliseconds: held.wholeMilliseconds,
            announcedSeverity: alert.announcedSeverity?.rawValue, isFlapping: alert.isFlapping,
            acknowledgement: alert.acknowledgement, summary: alert.summary,
            evidence: alert.evidence.map { [$0.name, $0.value] })
    }
}
