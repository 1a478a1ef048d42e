import TestSupport
import Testing

@testable import ReplicationCore

/// Every way a node can be seen × every place it can have in a chain db-a → db-b → db-c under load.
@Suite struct PostgresClusterTruthTableTests {
    enum Sight: CaseIterable {
        case up, down, hung, unreachable, refused, exhausted, starting, stale, local
    }

    struct Expected: CustomStringConvertible {
        var node: String
        var sight: Sight
        var down: Condition.Truth?
        var unreachable: Condition.Truth?
        var noPrimary: Condition.Truth?

        var description: String { "\(node) \(sight)" }
    }

    /// `nil` is unknown.
    static let primary: [Expected] = [
        .init(node: "db-a", sight: .up, down: .clear, unreachable: .clear, noPrimary: .clear),
        .init(node: "db-a", sight: .down, down: .holds, unreachable: .clear, noPrimary: .holds),
        .init(node: "db-a", sight: .hung, down: .holds, unreachable: nil, noPrimary: nil),
        .init(node: "db-a", sight: .unreachable, down: .clear, unreachable: .holds, noPrimary: nil),
        .init(node: "db-a", sight: .refused, down: .clear, unreachable: .clear, noPrimary: nil),
        .init(node: "db-a", sight: .exhausted, down: .clear, unreachable: .clear, noPrimary: nil),
        .init(node: "db-a", sight: .starting, down: .holds, unreachable: .clear, noPrimary: .holds),
        .init(node: "db-a", sight: .stale, down: nil, unreachable: nil, noPrimary: nil),
        .init(node: "db-a", sight: .local, down: nil, unreachable: nil, noPrimary: nil),
    ]

    static let standbys: [Expected] = ["db-b", "db-c"].flatMap { name in
        Sight.allCases.map { sight in
            let down: Condition.Truth? =
                switch sight {
                case .up, .refused, .exhausted: .clear
                case .down, .hung: .holds
                case .unreachable, .starting: .holdsAsWarning
                case .stale, .local: nil
                }
            return Expected(node: name, sight: sight, down: down, unreachable: .clear, noPrimary: .clear)
        }
    }

    @Test(
        "who is down, who is only unreachable from here, and whether there is a primary", arguments: primary + standbys)
    func table(expected: Expected) {
        var scenario = PostgresScenario.cascade()
        scenario.run(for: .seconds(30)) { $0.write(1000) }
        Self.make(expected.node, expected.sight, &scenario)
        scenario.run(for: .seconds(20)) { $0.write(1000) }
        func check(_ alert: AlertName, _ node: String?, _ truth: Condition.Truth?) {
            let answer = scenario.truth(alert, node)
            if let truth { #expect(answer == truth, "\(alert)") } else { #expect(answer.isUnknown, "\(alert)") }
        }
        check(.postgresNodeDown, expected.node, expected.down)
        check(.postgresPrimaryUnreachable, expected.node, expected.unreachable)
        check(.postgresNoPrimary, nil, expected.noPrimary)
        check(.clusterUnreachable, nil, .clear)
        for other in scenario.names where other != expected.node { check(.postgresNodeDown, other, .clear) }
    }

    private static func make(_ name: String, _ sight: Sight, _ scenario: inout PostgresScenario) {
        switch sight {
        case .up: break
        case .down: scenario.kill(name)
        case .hung: scenario.hang(name)
        case .unreachable: scenario.partition(name)
        case .refused: scenario.failures[name] = .authentication("password")
        case .exhausted: scenario.failures[name] = .tooManyConnections("53300")
        case .starting:
            scenario.kill(name)
            scenario.failures[name] = .startingUp("the database system is starting up")
        case .stale: scenario.unpolled = [name]
        case .local: scenario.failures[name] = .local("no descriptor left")
        }
    }
}
