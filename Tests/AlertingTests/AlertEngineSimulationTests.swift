import Replication
import Testing

@testable import Alerting

@Suite struct AlertEngineSimulationTests {
    /// What an observer may conclude from the inputs alone.
    private struct Watch {
        var holdsSince: Double?
        var clearSince: Double?
        var told = false
        var firing = false
        /// Seen muted at the last evaluation; since when it no longer is.
        var muted = false
        var freeSince = -Double.infinity
    }

    @Test("thousands of steps of anything: the invariants hold", arguments: 0..<8)
    func invariants(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = AlertScenario()
        var watches: [AlertIdentity: Watch] = [:]
        for step in 0..<1500 {
            let inputs = Self.inputs(using: &random)
            let told = scenario.evaluate(after: .random(in: 0...4, using: &random), inputs)
            let place: Comment = "seed \(seed), step \(step)"
            let identities = scenario.engine.alerts.map(\.identity)
            #expect(Set(identities).count == identities.count, place)
            #expect(Set(told.map(\.alert.identity)).count == told.count, place)
            Self.note(inputs, in: &watches, at: scenario.second)
            check(told, &watches, place)
            check(scenario, inputs, &watches, place)
        }
    }

    private static func inputs(using random: inout Seeded) -> [AlertEngine.Input] {
        let subjects: [(AlertName, String?)] = [
            (.postgresNodeDown, "a"), (.postgresNodeDown, "b"), (.postgresNoPrimary, nil),
            (.postgresStandbyDisconnected, "b"), (.postgresReplicationLag, "b"), (.postgresReplayBlocked, "b"),
        ]
        return subjects.compactMap { name, node in
            let truth: Condition.Truth? =
                switch Int.random(in: 0..<20, using: &random) {
                case 0: nil
                case 1...4: .unknown("not seen")
                case 5...9: .clear
                default:
                    name == .postgresReplicationLag
                        ? .measured(.seconds(Int.random(in: 0...90, using: &random))) : .holds
                }
            return truth.map { .condition(name, node, $0, for: 6, keep: 5, blames: ["a", "b"]) }
        }
    }

    /// Unknown changes neither clock but ends a run of clear; absence counts as long clear.
    private static func note(_ inputs: [AlertEngine.Input], in watches: inout [AlertIdentity: Watch], at second: Double)
    {
        let asked = Dictionary(inputs.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        for identity in Set(watches.keys).union(asked.keys) {
            var watch = watches[identity] ?? Watch()
            switch asked[identity].map({ $0.rule.judge($0.condition.truth) }) {
            case .holds?:
                watch.holdsSince = watch.holdsSince ?? second
                watch.clearSince = nil
            case .clear?:
                watch.clearSince = watch.clearSince ?? second
                if !watch.firing { watch.holdsSince = nil }
            case .unknown?: watch.clearSince = nil
            case nil:
                watch.clearSince = -.infinity
                if !watch.firing { watch.holdsSince = nil }
            }
            watches[identity] = watch
        }
    }

    private func check(_ told: [AlertTransition], _ watches: inout [AlertIdentity: Watch], _ place: Comment) {
        for transition in told {
            let identity = transition.alert.identity
            switch transition.kind {
            case .firing:
                #expect(watches[identity]?.told == false, place)
                #expect(transition.alert.inhibitedBy == nil, place)
                watches[identity]?.told = true
            case .severityChanged: #expect(watches[identity]?.told == true, place)
            case .resolved:
                #expect(watches[identity]?.told == true, place)
                watches[identity]?.told = false
            }
        }
    }

    private func check(
        _ scenario: AlertScenario, _ inputs: [AlertEngine.Input], _ watches: inout [AlertIdentity: Watch],
        _ place: Comment
    ) {
        let alerts = Dictionary(scenario.engine.alerts.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
        for (identity, watch) in watches {
            let isFiring = alerts[identity]?.state.name == "firing"
            if isFiring, !watch.firing {
                #expect(watch.holdsSince.map { scenario.second - $0 >= 6 } == true, "fired too soon, \(place)")
            }
            if !isFiring, watch.firing {
                #expect(watch.clearSince.map { scenario.second - $0 >= 5 } == true, "resolved without proof, \(place)")
                watches[identity]?.holdsSince = nil
            }
            let isMuted = alerts[identity].map { $0.isActive && $0.inhibitedBy != nil } ?? false
            let freeSince = watch.muted && !isMuted ? scenario.second : watch.freeSince
            watches[identity]?.muted = isMuted
            watches[identity]?.freeSince = freeSince
            if isFiring, !isMuted, scenario.second - freeSince >= 6 { #expect(watch.told, "fires untold, \(place)") }
            if !isFiring { #expect(!watch.told, "told, and silent about its end, \(place)") }
            watches[identity]?.firing = isFiring
        }
    }
}
