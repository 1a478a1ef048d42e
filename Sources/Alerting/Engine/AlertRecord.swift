internal import ReplicationCore

/// Everything the engine keeps for one identity: the history of its condition, and its alert while there is one.
struct AlertRecord: Sendable {
    var alert: Alert?
    var history = ConditionHistory()
    /// The nodes that its condition blamed when it last held.
    private(set) var causes: [String] = []
    /// The number of the evaluation that last contained its condition.
    var evaluatedIn: UInt64 = 0

    /// The severity whose clear limits apply: that of an alert that is firing while its condition holds.
    var firingSeverity: Severity? {
        guard let alert, case .firing = alert.state, history.holds else { return nil }
        return alert.severity
    }

    /// Whether there is an alert that is pending or firing.
    var isActive: Bool { alert?.isActive == true }

    // MARK: The condition holds

    /// Takes in that the condition holds.
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
        causes = condition.causes
        alert.summary = condition.summary
        alert.evidence = condition.evidence
        alert.rule = input.rule
        alert.staleReason = nil
        alert.evaluations = history.changes
        alert.endRestoration()
        alert.hold(
            judged, isLowerBound: isLowerBound, isFlapping: history.isFlapping, for: input.rule.for, at: moment)
        self.alert = alert
    }

    // MARK: The condition does not hold

    /// Takes in that the condition does not hold.
    mutating func clear(_ input: AlertEngine.Input, at moment: AlertEngine.Moment) {
        history.note(nil, input.condition.summary, at: moment)
        alert?.rule = input.rule
        end(keepFiringFor: input.rule.keepFiringFor, at: moment)
    }

    /// Takes in that its condition is no longer evaluated.
    mutating func absent(_ absence: AlertEngine.Absence, at moment: AlertEngine.Moment) {
        if case .unjudged(let reason) = absence { return freeze(reason, at: moment) }
        guard alert != nil || history.holds else { return }
        history.note(nil, absence == .left ? "no longer watched" : "no longer applicable", at: moment)
        alert?.muting.inhibitedBy = nil
        end(keepFiringFor: .zero, isFinal: absence == .left, at: moment)
    }

    /// `isFinal`: its subject is gone for good, so that neither flapping nor a latch keeps it.
    private mutating func end(keepFiringFor: Duration, isFinal: Bool = false, at moment: AlertEngine.Moment) {
        guard var alert, alert.isActive else { return }
        guard case .firing(var firing) = alert.state else {
            self.alert = nil
            return
        }
        let isLatched = (alert.rule ?? AlertCatalogue.row(for: alert.identity.name)).isLatched
        let waitsForAcknowledgement = isLatched && !isFinal && firing.acknowledged == nil
        let clearSince = firing.clearSince ?? moment.now
        firing.clearSince = clearSince
        firing.worseSince = nil
        firing.isFlapping = history.isFlapping && !isFinal
        alert.isRestored = false
        alert.evaluations = history.changes
        alert.staleReason = waitsForAcknowledgement ? "gone; acknowledge to close" : nil
        if waitsForAcknowledgement || firing.isFlapping || clearSince.duration(to: moment.now) < keepFiringFor {
            alert.state = .firing(firing)
        } else {
            alert.resolve(firing, at: moment)
        }
        self.alert = alert
    }

    // MARK: The condition is unknown

    /// Takes in that the condition is unknown. This time counts neither towards `for`, of the alert or of a worse
    /// severity, nor towards `keep_firing_for`.
    mutating func freeze(_ reason: String, at moment: AlertEngine.Moment) {
        history.noteUnknown(reason, at: moment)
        guard var alert, alert.isActive else { return }
        alert.staleReason = reason
        alert.evaluations = history.changes
        switch alert.state {
        case .pending(let since):
            alert.state = .pending(since: min(moment.now, since.advanced(by: moment.sinceLast)))
        case .firing(var firing):
            firing.clearSince = nil
            firing.postponeWorse(at: moment)
            alert.state = .firing(firing)
        case .resolved: break
        }
        self.alert = alert
    }

    // MARK: Inhibition

    /// Whether this alert inhibits others of `severity`.
    ///
    /// A pending alert does, so that consequences with a shorter `for` do not fire before it; but not while its condition
    /// is unknown, because it may then stay pending for ever. The same holds for a worse severity that has not yet lasted
    /// for its `for`. An alert that only waits for its acknowledgement inhibits nothing.
    func inhibits(_ severity: Severity) -> Bool {
        guard let alert else { return false }
        let worse = alert.firing?.worseSince != nil && alert.staleReason == nil ? history.severity : nil
        guard max(alert.severity, worse ?? alert.severity) >= severity else { return false }
        switch alert.state {
        case .pending: return alert.staleReason == nil
        case .firing: return history.holds || alert.rule?.isLatched != true
        case .resolved: return false
        }
    }
}
