internal import ReplicationCore

extension Alert {
    /// Records that somebody takes care of an alert that is firing; has no effect on any other.
    package mutating func acknowledge(_ acknowledgement: Acknowledgement) {
        let worstKnown = max(severity, notified?.severity ?? severity)
        firing?.acknowledged = Acknowledged(acknowledgement, severity: worstKnown)
    }

    /// The first evaluation after a restart. A firing alert without a notification was inhibited or silenced before.
    mutating func endRestoration() {
        guard isRestored else { return }
        isRestored = false
        if case .firing = state { muting.wasMutedBeforeRestart = !isNotified }
    }

    /// The condition holds at the severity `judged`, or at least at it if `isLowerBound`.
    ///
    /// A pending alert takes on the severity at once. A flapping one fires at once, because it may never hold for its
    /// `for` and would never be notified.
    mutating func hold(
        _ judged: Severity, isLowerBound: Bool, isFlapping: Bool, for dwell: Duration, at moment: AlertEngine.Moment
    ) {
        switch state {
        case .pending(let since):
            severity = isLowerBound ? max(severity, judged) : judged
            guard isFlapping || since.duration(to: moment.now) >= dwell else { return }
            state = .firing(Firing(firedAt: max(activeAt, moment.wallNow), isFlapping: isFlapping))
        case .firing(var firing):
            firing.isFlapping = isFlapping
            firing.clearSince = nil
            severity = firing.severity(after: severity, judged, isLowerBound: isLowerBound, for: dwell, at: moment)
            firing.endAcknowledgement(ifWorse: severity)
            state = .firing(firing)
        case .resolved: break
        }
    }

    /// A firing alert ends. Its mutings and its acknowledgement end with it.
    mutating func resolve(_ firing: Firing, at moment: AlertEngine.Moment) {
        state = .resolved(
            Resolution(
                at: moment.now, firedAt: firing.firedAt, resolvedAt: max(firing.firedAt, moment.wallNow)))
        muting = Muting()
    }
}

extension Alert.Firing {
    /// The alert's severity after an evaluation.
    ///
    /// A lower severity is taken on at once. A worse one must last for its `for`, except while the alert flaps: then it
    /// may never last, and is taken on at once.
    fileprivate mutating func severity(
        after current: Severity, _ judged: Severity, isLowerBound: Bool, for dwell: Duration,
        at moment: AlertEngine.Moment
    ) -> Severity {
        guard judged > current else {
            guard isLowerBound else {
                worseSince = nil
                return judged
            }
            postponeWorse(at: moment)
            return current
        }
        if !isFlapping {
            let since = worseSince ?? moment.now
            worseSince = since
            guard since.duration(to: moment.now) >= dwell else { return current }
        }
        worseSince = nil
        return judged
    }

    /// Does not count the time since the previous evaluation towards the `for` of a worse severity.
    mutating func postponeWorse(at moment: AlertEngine.Moment) {
        worseSince = worseSince.map { min(moment.now, $0.advanced(by: moment.sinceLast)) }
    }

    /// Whoever acknowledged a warning does not know of the critical alert.
    fileprivate mutating func endAcknowledgement(ifWorse severity: Severity) {
        if let known = acknowledged?.severity, severity > known { acknowledged = nil }
    }
}
