import ReplicationCore
import Testing

@testable import Alerting

/// The conclusions an observer may draw about one alert from the inputs and outputs, and the results that must not be.
struct AlertWatch {
    /// No notification is due: it is muted, silenced or acknowledged, or not judged since a restart.
    private var isQuiet = false
    private var holdsSince: Double?
    private var clearSince: Double?
    private var holds = false
    /// When it lately began to hold or became worse, by the limits that raise.
    private var onsets: [Double] = []
    private var raised: Severity?
    /// When it was notified within the last hour that it fires or is worse.
    private var notifications: [Double] = []
    /// Since when it is critical; with what is not known in between, and without.
    private var criticalSince: Double?
    private var steadilyCriticalSince: Double?
    private var severity: Severity?
    private var notified: Severity?
    private var notifiedFlapping = false
    private var acknowledgedAt: Severity?
    private var firing = false
    private var active = false
    private var flapping = false
    private var freeSince = -Double.infinity

    /// Nothing is notified before a poll has judged it. How bad it was when it was acknowledged is known by what was notified,
    /// and what was notified while it flapped is taken to have said so.
    mutating func restart(_ alert: Alert?) {
        isQuiet = true
        raised = alert?.isActive == true ? raised.map { min($0, alert?.severity ?? $0) } : nil
        steadilyCriticalSince = nil
        if let alert, acknowledgedAt != nil { acknowledge(alert) }
        notifiedFlapping = notified != nil && alert?.isFlapping == true
    }

    mutating func acknowledge(_ alert: Alert) {
        acknowledgedAt = max(alert.severity, notified ?? alert.severity)
    }

    /// Unknown changes neither clock but ends a run of clear; absence counts as long clear.
    mutating func note(_ input: AlertEngine.Input?, at second: Double) {
        switch input.map({ $0.rule.judge($0.condition.truth, whileAt: firing && holds ? notified : nil) }) {
        case .holds?:
            holds = true
            holdsSince = holdsSince ?? second
            clearSince = nil
        case .clear?:
            holds = false
            clearSince = clearSince ?? second
            if !firing { holdsSince = nil }
        case .unknown?: clearSince = nil
        case nil:
            holds = false
            clearSince = -.infinity
            if !firing { holdsSince = nil }
        }
        noteSeverity(input, at: second)
        onsets = onsets.filter { second - $0 <= 300 }
        notifications = notifications.filter { second - $0 <= 3600 }
    }

    private mutating func noteSeverity(_ input: AlertEngine.Input?, at second: Double) {
        let isLowerBound = if case .measuredAtLeast? = input?.condition.truth { true } else { false }
        switch input.map({ $0.rule.judge($0.condition.truth) }) {
        case .holds(let found)?:
            if raised.map({ $0 < found }) ?? true { onsets.append(second) }
            raised = found
            if found == .critical {
                criticalSince = criticalSince ?? second
                steadilyCriticalSince = steadilyCriticalSince ?? second
            } else {
                if !isLowerBound { criticalSince = nil }
                steadilyCriticalSince = nil
            }
        case .clear?, nil: (raised, criticalSince, steadilyCriticalSince) = (nil, nil, nil)
        case .unknown?: steadilyCriticalSince = nil
        }
    }

    /// Nothing is notified twice or while it is muted, and each notified alert ends.
    mutating func check(
        _ transition: AlertTransition?, _ alert: Alert?, _ scenario: AlertScenario, _ place: Comment
    ) {
        if let known = acknowledgedAt, let alert, alert.isActive, alert.severity > known { acknowledgedAt = nil }
        guard let transition else { return }
        let alert = transition.alert
        let isSilenced = scenario.silences.contains {
            $0.isActive(at: scenario.wallNow) && $0.matcher.matches(alert.identity)
        }
        if transition.kind != .resolved {
            #expect(alert.inhibitedBy == nil && !isSilenced, "notified although muted, \(place)")
            #expect(!alert.isRestored, "notified although not judged since a restart, \(place)")
            #expect(acknowledgedAt == nil, "notified although acknowledged, \(place)")
        }
        let isWorse = notified.map { $0 < alert.severity } ?? true
        if isWorse, transition.kind == .firing || transition.kind == .severityChanged {
            notifications.append(scenario.second)
        }
        switch transition.kind {
        case .firing: #expect(notified == nil, "fires twice, \(place)")
        case .severityChanged: #expect(notified != nil && notified != alert.severity, "notified twice, \(place)")
        case .flapping: #expect(notified != nil && !notifiedFlapping && alert.isFlapping, place)
        case .settled: #expect(notified != nil && notifiedFlapping && !alert.isFlapping, place)
        case .resolved: #expect(notified != nil, "an end of nothing, \(place)")
        }
        let isEnd = transition.kind == .resolved
        notified = isEnd ? nil : alert.isFlapping ? max(alert.severity, notified ?? .warning) : alert.severity
        notifiedFlapping = !isEnd && alert.isFlapping
    }

    /// It fires, and ends, when it should, and is notified.
    mutating func check(_ alert: Alert?, _ input: AlertEngine.Input?, at second: Double, _ place: Comment) {
        let isFiring = alert?.state.name == "firing"
        let isFlapping = alert?.isFlapping == true
        if isFiring, !firing, !isFlapping {
            let isDue = holdsSince.map { second - $0 >= AlertSimulation.dwell } ?? false
            #expect(isDue, "fired too soon, \(place)")
        }
        if isFlapping, !flapping { #expect(onsets.count >= 6 || notifications.count >= 6, "does not flap, \(place)") }
        if firing, isFiring, severity == .warning, alert?.severity == .critical, !isFlapping {
            let isDue = criticalSince.map { second - $0 >= AlertSimulation.dwell } ?? false
            #expect(isDue, "worse too soon, \(place)")
        }
        severity = alert?.severity
        if !isFiring, firing {
            let isProven = clearSince.map { second - $0 >= AlertSimulation.keep } ?? false
            #expect(isProven, "resolved without proof, \(place)")
            holdsSince = nil
        }
        if active, case .unknown? = input.map({ $0.rule.judge($0.condition.truth) }) {
            // A lower bound that is worth nothing new may yet go on with what fires.
            #expect(alert?.isActive == true, "ended by not knowing, \(place)")
        }
        if acknowledgedAt != nil, isFiring { #expect(alert?.acknowledgement != nil, place) }
        if !isFiring { acknowledgedAt = nil }
        checkTold(alert, at: second, place)
        (firing, active, flapping) = (isFiring, alert?.isActive == true, isFlapping)
    }

    private mutating func checkTold(_ alert: Alert?, at second: Double, _ place: Comment) {
        let wasQuiet = isQuiet
        isQuiet =
            alert.map { alert in
                alert.isActive
                    && (alert.inhibitedBy != nil || alert.silencedBy != nil || alert.acknowledgement != nil
                        || alert.isRestored)
            } ?? false
        if wasQuiet, !isQuiet { freeSince = second }
        guard case .firing? = alert?.state else {
            #expect(notified == nil, "notified, and silent about its end, \(place)")
            return
        }
        if !isQuiet, holds, second - freeSince >= AlertSimulation.dwell {
            #expect(notified != nil, "fires not notified, \(place)")
            if let since = steadilyCriticalSince, second - since >= AlertSimulation.dwell {
                #expect(notified == .critical, "worse, not notified, \(place)")
            }
        }
    }
}
