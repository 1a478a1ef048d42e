import ReplicationCore
import Testing

@testable import Alerting

/// The conditions of one alert, second by second, and the expected result.
struct AlertLife: CustomTestStringConvertible, Sendable {
    var testDescription: String
    var alert = AlertName.postgresNodeDown
    /// `for` and `keep_firing_for` in seconds.
    var dwell = 0.0
    var keep = 0.0
    /// One letter each second: Holds, holds Mildly, Clear, Unknown, - for a subject whose condition no longer applies, or
    /// w for one that has not been evaluated yet.
    var script: String
    /// The circumstances in each second: s for a silence, c for a cause that inhibits it, a when somebody
    /// acknowledges it just before, x when replmon has been restarted just before, X for that under a cause.
    var during = ""
    /// Each second's state by its first letter (Pending, Firing, Resolved, - for inactive).
    var states: String
    /// The notification in each second: F(iring), S(everity), ~ flapping, = settled, R(esolved), . for nothing.
    var notified: String

    /// Runs the script and returns the states and the notifications.
    func live() -> (states: String, notified: String) {
        var scenario = AlertScenario()
        var (states, notified) = ("", "")
        let during = Array(during)
        for (second, letter) in script.enumerated() {
            let also = second < during.count ? during[second] : " "
            if also == "x" || also == "X" { scenario.restart(after: 100) }
            if also == "a" { _ = scenario.acknowledge() }
            scenario.silences = []
            if also == "s" { scenario.silence(AlertMatcher(alert: alert.rawValue)) }
            scenario.unjudged = letter == "w" ? "not polled yet" : nil
            let cause = AlertEngine.Input.condition(
                .clusterUnreachable, also == "c" || also == "X" ? .holds : .clear, cluster: "orders", for: 0)
            let subject = truth(letter).map {
                AlertEngine.Input.condition(alert, "db-a", $0, for: dwell, keep: keep, causes: ["db-a"])
            }
            let transitions = scenario.evaluate([cause] + [subject].compactMap(\.self))
                .filter { $0.alert.identity.name == alert }
            #expect(transitions.count <= 1)
            states += scenario.alert(alert, "db-a").map { $0.state.name.prefix(1).uppercased() } ?? "-"
            notified += transitions.first.map(Self.letter) ?? "."
        }
        return (states, notified)
    }

    private func truth(_ letter: Character) -> Condition.Truth? {
        switch letter {
        case "H": .holds
        case "M": .holdsAsWarning
        case "C": .clear
        case "U": .unknown("not seen")
        default: nil
        }
    }

    static func letter(_ transition: AlertTransition) -> String {
        switch transition.kind {
        case .firing: "F"
        case .severityChanged: "S"
        case .flapping: "~"
        case .settled: "="
        case .resolved: "R"
        }
    }
}
