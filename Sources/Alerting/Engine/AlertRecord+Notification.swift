internal import ReplicationCore

extension AlertRecord {
    /// The notification that people have yet to receive, if any.
    ///
    /// The end is notified whenever a notification preceded it. Anything else is notified only while the alert is neither
    /// inhibited nor silenced nor acknowledged, and its condition holds (or it is flapping or latched).
    func pendingNotification(at now: MonotonicInstant) -> AlertTransition.Kind? {
        guard let alert else { return nil }
        let firing: Alert.Firing
        switch alert.state {
        case .pending: return nil
        case .resolved: return alert.isNotified ? .resolved : nil
        case .firing(let values): firing = values
        }
        guard !alert.muting.isMuted(at: now), firing.acknowledged == nil, !alert.isRestored,
            history.holds || firing.isFlapping || alert.rule?.isLatched == true
        else { return nil }
        guard let notified = alert.notified else { return .firing }
        if firing.isFlapping {
            if alert.severity > notified.severity { return .severityChanged }
            return notified.isFlapping ? nil : .flapping
        }
        if alert.severity != notified.severity { return .severityChanged }
        return notified.isFlapping ? .settled : nil
    }

    /// Records that people are being notified. An alert with too many notifications is flapping from now on, and this
    /// notification says so already.
    mutating func markNotified(_ kind: AlertTransition.Kind, at now: MonotonicInstant) {
        guard var alert else { return }
        let isWorse = alert.notified.map { $0.severity < alert.severity } ?? true
        if kind == .firing || (kind == .severityChanged && isWorse) {
            history.markNotified(at: now)
            alert.firing?.isFlapping = history.isFlapping
        }
        alert.markNotified(kind)
        self.alert = alert
    }
}

extension Alert {
    fileprivate mutating func markNotified(_ kind: AlertTransition.Kind) {
        guard kind != .resolved else {
            notified = nil
            return
        }
        // While it flaps, no notification says that it became less bad.
        let worst = max(severity, notified?.severity ?? severity)
        notified = Notified(severity: isFlapping ? worst : severity, isFlapping: isFlapping)
    }
}
