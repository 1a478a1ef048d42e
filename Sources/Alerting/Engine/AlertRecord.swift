internal import ReplicationCore

/// All that the engine keeps of one identity: its condition's history, and its alert while there is one.
struct AlertRecord: Sendable {
    var alert: Alert?
    var history = ConditionHistory()
    /// The nodes that its condition blamed when it last held.
    private(set) var blames: [String] = []
    /// The evaluation that last asked about it.
    var askedIn: UInt64 = 0

    /// The severity whose clear limits count: that of an alert that fires while its condition holds.
    var firingSeverity: Severity? {
        guard let alert, case .firing = alert.state, history.holds else { return nil }
        return alert.severity
    }

    /// Whether there is an alert that is pending or firing.
    var isActive: Bool { alert?.isActive == true }

    // MARK: Yes

    /// The condition holds.
    mutating func hold(_ judged: Severity, _ input: AlertEngine.Input, at moment: AlertEngine.Moment) {
        let condition = input.condition
        var alert =
            alert.flatMap { $0.isActive ? $0 : nil }
            ?? Alert(
                identity: input.identity, severity: judged, state: .pending(since: moment.now),
                activeAt: moment.wallNow, summary: "", evidence: [])
        // A lower bound may raise an alert, never lower it.
        let isLowerBound = if case .measuredAtLeast = condition.truth { true } else { false }
        let found = isLowerBound ? max(judged, alert.severity, history.severity ?? judged) : judged
        history.note(found, condition.summary, at: moment)
        blames = condition.blames
        alert.summary = condition.summary
        alert.evidence = condition.evidence
        alert.rule = input.rule
        alert.staleReason = nil
        alert.isFlapping = history.isFlapping
        alert.take(judged, isLowerBound: isLowerBound, for: input.rule.for, at: moment)
        alert.evaluations = history.changes
        alert.resume()
        alert.fireIfDue(for: input.rule.for, at: moment)
        alert.endAcknowledgementIfWorse()
        self.alert = alert
    }

    // MARK: No

    /// The condition does not hold.
    mutating func clear(_ input: AlertEngine.Input, at moment: AlertEngine.Moment) {
        history.note(nil, input.condition.summary, at: moment)
        alert?.rule = input.rule
        end(keepFiringFor: input.rule.keepFiringFor, at: moment)
    }

    /// Its condition is no longer asked about.
    mutating func absent(_ absence: AlertEngine.Absence, at moment: AlertEngine.Moment) {
        if case .unjudged(let reason) = absence { return freeze(reason, at: moment) }
        guard alert != nil || history.holds else { return }
        history.note(nil, absence == .left ? "no longer watched" : "no longer asked about", at: moment)
        alert?.inhibitedBy = nil
        end(keepFiringFor: .zero, isFinal: absence == .left, at: moment)
    }

    /// `isFinal`: it cannot come back, and nobody can do anything about it any more.
    private mutating func end(keepFiringFor: Duration, isFinal: Bool = false, at moment: AlertEngine.Moment) {
        guard var alert, alert.isActive else { return }
        guard case .firing(let clearSince) = alert.state else {
            self.alert = nil
            return
        }
        let since = clearSince ?? moment.now
        let isLatched = (alert.rule ?? AlertCatalogue.row(for: alert.identity.name)).isLatched
        alert.isRestored = false
        alert.worseSince = nil
        alert.isFlapping = history.isFlapping && !isFinal
        alert.evaluations = history.changes
        alert.staleReason = nil
        if isLatched, !isFinal, alert.acknowledgement == nil {
            alert.state = .firing(clearSince: since)
            alert.staleReason = "gone; acknowledge to close"
        } else if alert.isFlapping || since.duration(to: moment.now) < keepFiringFor {
            alert.state = .firing(clearSince: since)
        } else {
            alert.resolve(at: moment)
        }
        self.alert = alert
    }

    // MARK: Not known

    /// The time that cannot be judged counts neither towards `for`, of the alert or of a worse severity, nor towards
    /// `keep_firing_for`.
    mutating func freeze(_ reason: String, at moment: AlertEngine.Moment) {
        history.noteUnknown(reason, at: moment)
        guard var alert, alert.isActive else { return }
        alert.staleReason = reason
        alert.evaluations = history.changes
        switch alert.state {
        case .pending(let since):
            alert.state = .pending(since: min(moment.now, since.advanced(by: moment.sinceLast)))
        case .firing:
            alert.state = .firing(clearSince: nil)
            alert.postponeWorse(at: moment)
        case .resolved: break
        }
        self.alert = alert
    }

    // MARK: Explaining others

    /// Whether this alert mutes what it explains, if that is of `severity`. One that is pending does, so that
    /// consequences with a shorter `for` do not overtake it, but not when it can no longer be judged: it may stay
    /// pending for good; likewise a worse severity that has yet to last for its `for`. One that only waits for its
    /// acknowledgement explains nothing any more.
    func explains(_ severity: Severity) -> Bool {
        guard let alert else { return false }
        let worse = alert.worseSince != nil && alert.staleReason == nil ? history.severity : nil
        guard max(alert.severity, worse ?? alert.severity) >= severity else { return false }
        switch alert.state {
        case .pending: return alert.staleReason == nil
        case .firing: return history.holds || alert.rule?.isLatched != true
        case .resolved: return false
        }
    }
}

extension Alert {
    /// The first poll since a restart has judged it. What fired and was not told was explained away or silenced.
    fileprivate mutating func resume() {
        guard isRestored else { return }
        isRestored = false
        if case .firing = state { wasMutedBeforeRestart = !isTold }
    }

    /// Takes on what it was judged to be: while pending at once, and what is less bad; what is worse than it fires at
    /// has to last for its `for`. What flaps is as bad as it gets at once: it may never last.
    fileprivate mutating func take(
        _ judged: Severity, isLowerBound: Bool, for dwell: Duration, at moment: AlertEngine.Moment
    ) {
        guard judged > severity else {
            if isLowerBound {
                postponeWorse(at: moment)
            } else {
                severity = judged
                worseSince = nil
            }
            return
        }
        if case .firing = state, !isFlapping {
            let since = worseSince ?? moment.now
            worseSince = since
            guard since.duration(to: moment.now) >= dwell else { return }
        }
        severity = judged
        worseSince = nil
    }

    /// The time since the evaluation before does not count towards the `for` of a worse severity.
    fileprivate mutating func postponeWorse(at moment: AlertEngine.Moment) {
        worseSince = worseSince.map { min(moment.now, $0.advanced(by: moment.sinceLast)) }
    }

    /// What flaps fires however short each time is: nothing else would ever tell of it.
    fileprivate mutating func fireIfDue(for dwell: Duration, at moment: AlertEngine.Moment) {
        switch state {
        case .pending(let since):
            guard isFlapping || since.duration(to: moment.now) >= dwell else { return }
            state = .firing(clearSince: nil)
            firedAt = max(activeAt, moment.wallNow)
        case .firing: state = .firing(clearSince: nil)
        case .resolved: break
        }
    }

    /// Whoever takes care of a warning has not seen the critical alert.
    fileprivate mutating func endAcknowledgementIfWorse() {
        guard let known = acknowledgedSeverity, severity > known else { return }
        acknowledgement = nil
        acknowledgedSeverity = nil
    }

    fileprivate mutating func resolve(at moment: AlertEngine.Moment) {
        state = .resolved(at: moment.now)
        resolvedAt = max(firedAt ?? activeAt, moment.wallNow)
        acknowledgement = nil
        acknowledgedSeverity = nil
        inhibitedBy = nil
        silencedBy = nil
    }
}
