import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

/// Sets whose members are elected, restarted, rolled back, added and removed at random, each told of in full.
@Suite struct MongoReplicaSetLedgerSimulationTests {
    private static let handovers = ["stepUpRequest", "stepUpRequestSkipDryRun", "priorityTakeover", "catchupTakeover"]

    /// What was done to the set, to hold what is seen against.
    private struct Deeds {
        var newestTerm: Int64 = 1
        var lastUnplanned: MonotonicInstant?
        var lastUnplannedTerm: Int64 = 0
        var lastRollback: [String: MonotonicInstant] = [:]
        var elections: Set<Int64> = []
        /// Member ids are never used twice.
        var nextID: Int32 = 10
    }

    @Test("elections, rollbacks and members are told as they were, in whatever order", arguments: 0..<5)
    func simulated(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var scenario = MongoScenario(
            members: (0..<5).map { ReplicaSetConfig.Member(id: $0, host: "\(["a", "b", "d", "e", "f"][Int($0)]):1") })
        for member in scenario.config.members { scenario.servers[member.host] = MongoScenario.server() }
        var deeds = Deeds()
        scenario.watch(for: .seconds(15))
        var termBefore: Int64 = 0
        for _ in 0..<80 {
            Self.act(on: &scenario, &deeds, using: &random)
            scenario.watch(for: .seconds(Int.random(in: 6...25, using: &random))) { $0.write() }
            Self.check(scenario, deeds, termBefore, seed)
            termBefore = scenario.replicaSet.ledger.term ?? termBefore
        }
    }

    private static func act(on scenario: inout MongoScenario, _ deeds: inout Deeds, using random: inout Seeded) {
        let others = scenario.config.members.map(\.host).filter { scenario.states[$0] == .secondary }
        guard let other = others.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<7, using: &random) {
        case 0: scenario.elect(other, handovers.randomElement(using: &random))
        case 1:
            scenario.elect(other, "electionTimeout", terms: .random(in: 1...3, using: &random))
            (deeds.lastUnplanned, deeds.lastUnplannedTerm) = (scenario.now, scenario.term)
        case 2:
            scenario.kill(other)
            scenario.watch(for: .seconds(Int.random(in: 5...30, using: &random)))
            (scenario.states[other], scenario.failures[other]) = (.secondary, nil)
        case 3:
            let former = scenario.servers[other]?.rollbackID ?? 0
            scenario.servers[other]?.rollbackID = former + 1
            deeds.lastRollback[other] = scenario.now
        case 4: add(to: &scenario, &deeds)
        case 5: remove(other, from: &scenario, using: &random)
        default:
            // By force: without a term, far ahead.
            scenario.config.term = -1
            scenario.reconfigure(
                version: scenario.config.version + .random(in: 10_000...100_000, using: &random),
                scenario.config.members.shuffled(using: &random))
            scenario.watch(for: .seconds(5))
            scenario.config.term = scenario.term
            scenario.config.version += 1
        }
        if scenario.term > deeds.newestTerm {
            deeds.newestTerm = scenario.term
            deeds.elections.insert(scenario.term)
        }
    }

    private static func add(to scenario: inout MongoScenario, _ deeds: inout Deeds) {
        guard scenario.config.members.count < 7 else { return }
        let member = ReplicaSetConfig.Member(id: deeds.nextID, host: "n\(deeds.nextID):1")
        deeds.nextID += 1
        scenario.states[member.host] = .secondary
        scenario.servers[member.host] = MongoScenario.server()
        scenario.reconfigure(scenario.config.members + [member])
    }

    private static func remove(_ host: String, from scenario: inout MongoScenario, using random: inout Seeded) {
        guard scenario.config.members.count > 3 else { return }
        // The old configuration is told once more, by the one that left.
        var late = scenario.reading(host)
        late.hello.setVersion = scenario.config.version
        scenario.reconfigure(scenario.config.members.filter { $0.host != host })
        switch Int.random(in: 0..<3, using: &random) {
        case 0: scenario.kill(host)
        case 1: scenario.states[host] = .removed
        default: scenario.answers[host] = late
        }
    }

    private static func check(_ scenario: MongoScenario, _ deeds: Deeds, _ termBefore: Int64, _ seed: UInt64) {
        let (view, ledger) = (scenario.view, scenario.replicaSet.ledger)
        #expect(ledger.term == deeds.newestTerm, "seed \(seed)")
        #expect(ledger.term ?? 0 >= termBefore, "seed \(seed)")
        let terms = ledger.elections.map(\.term)
        #expect(terms == Array(Set(terms)).sorted(by: >), "seed \(seed)")
        #expect(Set(terms).isSubset(of: deeds.elections), "seed \(seed)")
        #expect(scenario.replicaSet.config == scenario.config, "seed \(seed)")

        let unplanned = deeds.lastUnplanned.map { $0.duration(to: scenario.now) < .seconds(290) } ?? false
        let longAgo = deeds.lastUnplanned.map { $0.duration(to: scenario.now) > .seconds(340) } ?? true
        // Ten are kept.
        let isKept = terms.contains(deeds.lastUnplannedTerm)
        if unplanned, isKept { #expect(view.condition(.mongoElection)?.truth == .holds, "seed \(seed)") }
        if longAgo { #expect(view.condition(.mongoElection)?.truth == .clear, "seed \(seed)") }

        let configured = Set(scenario.config.members.map(\.host))
        for condition in view.conditions {
            guard let node = condition.subject.node else { continue }
            #expect(configured.contains(node), "seed \(seed): \(condition.alert) of \(node)")
        }
        for host in configured where scenario.states[host] != nil {
            let rolledBack = deeds.lastRollback[host].map { $0.duration(to: scenario.now) < .seconds(3500) } ?? false
            let expected: Condition.Truth = rolledBack ? .holds : .clear
            let isTold = ledger.rollbacks.contains { $0.member == host } || !rolledBack
            // Ten are kept.
            guard isTold, deeds.lastRollback[host].map({ $0.duration(to: scenario.now) < .seconds(3500) }) ?? true
            else { continue }
            #expect(view.condition(.mongoRollback, host)?.truth == expected, "seed \(seed): \(host)")
        }
    }

    @Test("the newest configuration wins, whatever the order of the answers", arguments: 0..<20)
    func newestWins(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        // Each follows from the one before: a change in the same term, a new term, or one by force.
        var config = ReplicaSetConfig(set: "rs0", version: 1, term: 1, members: [])
        var history: [ReplicaSetConfig] = []
        for step in 0..<8 {
            config.members = ["a:1", "b:1", "c:1"].enumerated().map { .init(id: Int32($0), host: $1) }
            config.members.append(.init(id: 9, host: "s\(step):1"))
            history.append(config)
            config.version += 1
            if Bool.random(using: &random) { config.term = (config.term ?? 0) + 1 }
            if Int.random(in: 0..<4, using: &random) == 0 { config.version += 50_000 }
        }
        let scenario = MongoScenario()
        var set = scenario.replicaSet
        for (index, told) in history.shuffled(using: &random).enumerated() {
            var reading = scenario.reading("a:1")
            reading.config = told
            let instant = scenario.now.advanced(by: .seconds(index))
            let host = ["a:1", "b:1", "c:1"].randomElement(using: &random) ?? "a:1"
            set.record(
                Observation(startedAt: instant, completedAt: instant, result: .success(reading)), of: host)
        }
        #expect(set.config == history.last, "seed \(seed)")
    }
}
