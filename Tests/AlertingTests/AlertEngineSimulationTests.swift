import ReplicationCore
import Testing

@testable import Alerting

@Suite struct AlertEngineSimulationTests {
    private static func seed() -> UInt64 {
        let seed = UInt64.random(in: 0 ... .max)
        print("simulation of alerts, seed \(seed)")
        return seed
    }

    @Test("thousands of steps of anything: the invariants hold", arguments: 0..<8)
    func invariants(round: Int) {
        let seed = Self.seed()
        var simulation = AlertSimulation(seed: seed)
        var watches: [AlertIdentity: AlertWatch] = [:]
        var (notified, flaps) = (0, 0)
        for step in 0..<2500 {
            let place: Comment = "seed \(seed), step \(step)"
            let (acknowledged, isRestarted) = simulation.interfere()
            if isRestarted { Self.restart(&watches, simulation.scenario.engine.alerts) }
            for alert in acknowledged { watches[alert.identity]?.acknowledge(alert) }
            let inputs = simulation.inputs()
            let transitions = simulation.scenario.evaluate(
                after: .random(in: 0...12, using: &simulation.random), inputs)
            let (scenario, alerts) = (simulation.scenario, simulation.scenario.engine.alerts)
            #expect(Set(alerts.map(\.identity)).count == alerts.count, place)
            #expect(Set(transitions.map(\.alert.identity)).count == transitions.count, place)
            let asked = Dictionary(inputs.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
            let known = Dictionary(alerts.map { ($0.identity, $0) }, uniquingKeysWith: { $1 })
            let changes = Dictionary(transitions.map { ($0.alert.identity, $0) }, uniquingKeysWith: { $1 })
            for identity in Set(watches.keys).union(asked.keys) {
                var watch = watches[identity] ?? AlertWatch()
                watch.note(asked[identity], at: scenario.second)
                watch.check(changes[identity], known[identity], scenario, place)
                watch.check(known[identity], asked[identity], at: scenario.second, place)
                watches[identity] = watch
            }
            notified += transitions.count
            flaps += transitions.count { $0.alert.isFlapping }
        }
        #expect(notified > 100 && flaps > 0, "seed \(seed): \(notified) notified")
    }

    private static func restart(_ watches: inout [AlertIdentity: AlertWatch], _ alerts: [Alert]) {
        for identity in watches.keys { watches[identity]?.restart(alerts.first { $0.identity == identity }) }
    }

    @Test("an engine that is restored again and again reports the same as one that never stops", arguments: 0..<4)
    func restored(round: Int) {
        let seed = Self.seed()
        var simulation = AlertSimulation(seed: seed)
        var (steady, restarted) = (AlertEngine(), AlertEngine())
        var notified = 0
        for step in 0..<3000 {
            let place: Comment = "seed \(seed), step \(step)"
            let inputs = simulation.inputs(for: 1500, keep: 0, inhibiting: false)
            // So long that nothing flaps: how often it did is not remembered.
            simulation.scenario.second += Double(Int.random(in: 600...900, using: &simulation.random))
            let (now, wallNow) = (simulation.scenario.now, simulation.scenario.wallNow)
            let expected = steady.evaluate(inputs, now: now, wallNow: wallNow)
            let found = restarted.evaluate(inputs, now: now, wallNow: wallNow)
            notified += expected.count
            #expect(found.map(Notified.init) == expected.map(Notified.init), place)
            #expect(restarted.alerts.map(Notified.init) == steady.alerts.map(Notified.init), place)
            if simulation.chance(0.03) {
                let comment = Acknowledgement(author: "ann", at: wallNow)
                #expect(
                    restarted.acknowledge(AlertMatcher(), comment).map(Notified.init)
                        == steady.acknowledge(AlertMatcher(), comment).map(Notified.init), place)
            }
            if simulation.chance(0.2) {
                let memories = restarted.memories(at: now, wallNow: wallNow)
                restarted = AlertEngine(restoring: memories, now: now, wallNow: wallNow)
                #expect(restarted.memories(at: now, wallNow: wallNow) == memories, place)
            }
        }
        #expect(notified > 100, "seed \(seed)")
    }

    /// The values of an alert or a transition that people see.
    private struct Notified: Equatable {
        var texts: [String]
        var times: [WallInstant?]
        var acknowledgement: Acknowledgement?

        init(_ alert: Alert) {
            texts = [
                "\(alert.identity)", alert.severity.rawValue, alert.state.name, alert.summary,
                alert.notified?.severity.rawValue ?? "not notified",
            ]
            times = [alert.activeAt, alert.firedAt, alert.resolvedAt]
            acknowledgement = alert.acknowledgement
        }

        init(_ transition: AlertTransition) {
            self.init(transition.alert)
            texts.append(transition.kind.rawValue)
        }
    }
}
