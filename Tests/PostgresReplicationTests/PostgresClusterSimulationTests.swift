import TestSupport
import Testing

@testable import ReplicationCore

/// Trees of servers of which any may die, hang or be cut off from replmon, in any combination.
@Suite struct PostgresClusterSimulationTests {
    private enum Fate: CaseIterable {
        case well, well2, dead, hung, cutOff
    }

    @Test("whatever happens to whom, the dead are called dead and the living are not", arguments: 0..<40)
    func fates(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        let count = Int.random(in: 2...6, using: &random)
        let names = (0..<count).map { "n\($0)" }
        let parents = (1..<count).map { Int.random(in: 0..<$0, using: &random) }
        var scenario = Self.tree(names, parents)
        scenario.run(for: .seconds(30)) { $0.write(1000, on: "n0") }
        let fates = names.map { _ in Fate.allCases.randomElement(using: &random) ?? .well }
        for (name, fate) in zip(names, fates) { Self.meet(fate, name, &scenario) }
        scenario.run(for: .seconds(70)) { $0.write(1000, on: "n0") }

        func isSeen(_ index: Int) -> Bool { fates[index] == .well || fates[index] == .well2 }
        func lives(_ index: Int) -> Bool { isSeen(index) || fates[index] == .cutOff }
        for index in names.indices {
            let truth = scenario.truth(.postgresNodeDown, names[index])
            let neighbours = names.indices.filter {
                ($0 > 0 && parents[$0 - 1] == index) || (index > 0 && parents[index - 1] == $0)
            }
            let fate = "seed \(seed), \(names[index]) of \(parents): \(fates)"
            if isSeen(index) { #expect(truth == .clear, "\(fate)") }
            if !lives(index) { #expect(truth == .holds, "\(fate)") }
            if fates[index] == .cutOff {
                let isHeard = neighbours.contains(where: isSeen)
                let expected: Condition.Truth = isHeard ? (index == 0 ? .clear : .holdsAsWarning) : .holds
                #expect(truth == expected, "\(fate)")
            }
            #expect(scenario.truth(.postgresTimelineDiverged, names[index]) != .holds, "\(fate)")
            #expect(scenario.truth(.postgresTopologyDrift, names[index]) != .holds, "\(fate)")
            #expect(scenario.truth(.postgresRoleChanged, names[index]) != .holds, "\(fate)")
        }
        #expect(scenario.truth(.postgresSplitBrain) != .holds, "seed \(seed)")
        #expect(
            (scenario.truth(.clusterUnreachable) == .holds) == !names.indices.contains(where: isSeen), "seed \(seed)")
        let children = names.indices.filter { $0 > 0 && parents[$0 - 1] == 0 }
        if lives(0), isSeen(0) || children.contains(where: isSeen) {
            #expect(scenario.truth(.postgresNoPrimary) != .holds, "seed \(seed)")
        }
    }

    private static func tree(_ names: [String], _ parents: [Int]) -> PostgresScenario {
        var scenario = PostgresScenario(names: names)
        scenario.servers[names[0]] = .primary(at: 1000)
        for (offset, parent) in parents.enumerated() {
            let name = names[offset + 1]
            scenario.servers[name] = .standby(at: 1000)
            scenario.connect(name, to: names[parent], senderPID: Int32(100 + offset), slot: "slot_\(name)")
        }
        return scenario
    }

    private static func meet(_ fate: Fate, _ name: String, _ scenario: inout PostgresScenario) {
        switch fate {
        case .well, .well2: break
        case .dead: scenario.kill(name)
        case .hung: scenario.hang(name)
        case .cutOff: scenario.partition(name)
        }
    }
}
