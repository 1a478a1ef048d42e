import ReplicationCore
import TestSupport

@testable import Alerting

/// A world that does anything: conditions that change rarely or all the time, silences, people and restarts.
struct AlertSimulation {
    static let dwell = 6.0
    static let keep = 5.0
    static let silencedNodes = AlertMatcher(node: "b")

    var random: Seeded
    var scenario = AlertScenario()
    /// Whether the engine is now and then replaced by one that was restored.
    var restarts = true
    private var subjects: [Subject]

    private struct Subject {
        var name: AlertName
        var node: String?
        var truth: Condition.Truth? = .clear
        /// How probable a change is, at each step.
        var pace = 0.02
    }

    init(seed: UInt64) {
        random = Seeded(state: seed)
        let all: [(AlertName, String?)] = [
            (.postgresNodeDown, "a"), (.postgresNodeDown, "b"), (.postgresNoPrimary, nil),
            (.postgresStandbyDisconnected, "b"), (.postgresReplicationLag, "b"), (.postgresReplayBlocked, "b"),
            (.postgresReplicationLag, "a"),
        ]
        subjects = all.map { Subject(name: $0, node: $1) }
    }

    /// One step of the world, without an evaluation.
    mutating func inputs(
        for dwell: Double = dwell, keep: Double = keep, inhibiting: Bool = true
    ) -> [AlertEngine.Input] {
        for index in subjects.indices {
            if chance(0.02) {
                subjects[index].pace = [0.01, 0.02, 0.05, 0.05, 0.05, 0.5].randomElement(using: &random) ?? 0.02
            }
            if chance(subjects[index].pace) { subjects[index].truth = truth(of: subjects[index].name) }
        }
        return subjects.compactMap { subject in
            subject.truth.map {
                var input = AlertEngine.Input.condition(
                    subject.name, subject.node, $0, for: dwell, keep: keep, causes: ["a", "b"])
                if !inhibiting { input.rule.inhibitedBy = [] }
                return input
            }
        }
    }

    private mutating func truth(of name: AlertName) -> Condition.Truth? {
        switch Int.random(in: 0..<20, using: &random) {
        case 0: return nil
        case 1...3: return .unknown("not seen")
        case 4...10: return .clear
        case 11 where name == .postgresReplicationLag:
            return .measuredAtLeast(.seconds(Int.random(in: 0...90, using: &random)), "at least")
        case _ where name == .postgresReplicationLag:
            return .measured(.seconds(Int.random(in: 0...90, using: &random)))
        case 12...14: return .holdsAsWarning
        default: return .holds
        }
    }

    /// Now and then a silence over one node begins or ends, somebody acknowledges, or replmon is restarted.
    /// Returns what was acknowledged, and whether it was restarted.
    mutating func interfere() -> (acknowledged: [Alert], isRestarted: Bool) {
        if chance(0.02) {
            if scenario.silences.isEmpty {
                scenario.silence(Self.silencedNodes, for: Double.random(in: 1...60, using: &random))
            } else {
                scenario.silences = []
            }
        }
        let isRestarted = restarts && chance(0.02)
        if isRestarted { scenario.restart(after: Double.random(in: 0...20, using: &random)) }
        let acknowledged =
            chance(0.01) ? scenario.acknowledge(AlertMatcher(node: ["a", "b"].randomElement(using: &random))) : []
        return (acknowledged, isRestarted)
    }

    mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }
}
