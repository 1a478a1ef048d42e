internal import ReplicationCore

extension AlertRecord {
    /// What people have yet to be told of it, if anything.
    ///
    /// Its end is told to everybody who was told of it; anything else only while nothing explains it away, no silence
    /// covers it, nobody takes care of it, and it is not about to end.
    func news(at now: MonotonicInstant) -> AlertTransition.Kind? {
        guard let alert else { return nil }
        switch alert.state {
        case .pending: return nil
        case .resolved: return alert.isTold ? .resolved : nil
        case .firing: break
        }
        guard alert.inhibitedBy == nil, alert.silencedBy == nil, alert.acknowledgement == nil, !alert.isRestored,
            history.holds || alert.isFlapping || alert.rule?.isLatched == true
        else { return nil }
        if let quietUntil = alert.quietUntil, now < quietUntil { return nil }
        guard let announced = alert.announcedSeverity else { return .firing }
        if alert.isFlapping {
            if alert.severity > announced { return .severityChanged }
            return alert.isFlappingAnnounced ? nil : .flapping
        }
        if alert.severity != announced { return .severityChanged }
        return alert.isFlappingAnnounced ? .settled : nil
    }
}

extension AlertRecord {
    /// People are being told. What they are told too often is flapping from now on, and told as such at once.
    mutating func noteTold(_ kind: AlertTransition.Kind, at now: MonotonicInstant) {
        guard var alert else { return }
        let isWorse = alert.announcedSeverity.map { $0 < alert.severity } ?? true
        if kind == .firing || (kind == .severityChanged && isWorse) {
            history.noteTold(at: now)
            alert.isFlapping = history.isFlapping
        }
        alert.noteTold(kind)
        self.alert = alert
    }
}

extension Alert {
    /// What flaps has been told as bad as it gets, once.
    fileprivate mutating func noteTold(_ kind: AlertTransition.Kind) {
        if kind == .resolved {
            announcedSeverity = nil
        } else {
            announcedSeverity = isFlapping ? max(severity, announcedSeverity ?? severity) : severity
        }
        isFlappingAnnounced = kind != .resolved && isFlapping
    }
}
