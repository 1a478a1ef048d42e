import MongoReplication
import TestSupport
import Testing

@testable import ReplicationCore

/// Members that apply the primary's writes or not, in whatever state, and a majority that has what it has.
@Suite struct MongoReplicaSetApplySimulationTests {
    private enum Condition: CaseIterable {
        case working, maintained, stuckInRecovering, stuckAsSecondary, dead

        var applies: Bool { self == .working || self == .maintained }
    }

    private struct World {
        var scenario: MongoScenario
        var conditions: [String: Condition]
        let writeMajority: Int
        /// For how many seconds writes have been acknowledged, or not.
        var acknowledged = 0
        var waiting = 0
        /// For how many seconds every member has been in its condition.
        var unchanged = 0

        init(using random: inout Seeded) {
            let count = [3, 5].randomElement(using: &random) ?? 3
            let members = MongoScenario.members(count, arbiter: .random(using: &random))
            scenario = MongoScenario(members: members)
            let followers = members.filter { !$0.arbiterOnly && $0.host != "a:1" }.map(\.host)
            conditions = Dictionary(followers.map { ($0, .working) }, uniquingKeysWith: { $1 })
            writeMajority = count / 2 + 1
        }

        var followers: [String] { conditions.keys.sorted() }

        mutating func change(using random: inout Seeded) {
            guard let host = followers.randomElement(using: &random),
                let condition = Condition.allCases.randomElement(using: &random)
            else { return }
            (conditions[host], unchanged) = (condition, 0)
            scenario.failures[host] = nil
            scenario.adjust[host] = nil
            switch condition {
            case .working, .stuckAsSecondary: scenario.states[host] = .secondary
            case .maintained: scenario.beginMaintenance(of: host)
            case .stuckInRecovering: scenario.states[host] = .recovering
            case .dead: scenario.kill(host)
            }
        }

        /// One round of polls, five seconds after the last.
        mutating func step() {
            let behind = followers.filter { conditions[$0]?.applies != true }
            let data = ["a:1"] + followers
            let needed = writeMajority
            scenario.run(for: .seconds(5)) { scenario in
                let before = behind.map { ($0, scenario.applied[$0]) }
                scenario.write()
                for (host, time) in before { scenario.applied[host] = time }
                let times = data.compactMap { scenario.applied[$0] }.sorted { $0.milliseconds > $1.milliseconds }
                scenario.commit(times.dropFirst(needed - 1).first)
            }
            let isAcknowledged = 1 + followers.count - behind.count >= writeMajority
            acknowledged = isAcknowledged ? acknowledged + 5 : 0
            waiting = isAcknowledged ? 0 : waiting + 5
            unchanged += 5
        }

        /// Whether enough members are up and do not stand still in RECOVERING.
        var hasVoters: Bool {
            1 + conditions.values.count { $0.applies || $0 == .stuckAsSecondary } >= writeMajority
        }
    }

    @Test(
        "majority writes are said to be acknowledged while they are, and not for long when they are not",
        arguments: 0..<6)
    func truth(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var world = World(using: &random)
        world.scenario.run(for: .seconds(30)) { $0.write() }
        for step in 0..<200 {
            if Int.random(in: 0..<12, using: &random) == 0 { world.change(using: &random) }
            world.step()
            let trace: Comment = "seed \(seed), step \(step): \(world.conditions)"
            let view = world.scenario.view
            let lost = view.condition(.mongoMajorityLost)?.truth
            let writable = view.replicaSet?.availability.majorityWritable
            #expect(view.contradictions == [], trace)
            if world.acknowledged > 0 { #expect(lost != .holds, trace) }
            if world.acknowledged > 10 { #expect(lost == .clear && writable == .known(true), trace) }
            // A member that comes back moves the commit point on to where it stands, which may be near.
            if min(world.waiting, world.unchanged) > 45 { #expect(writable == .known(false), trace) }
            if world.unchanged > 20, !world.hasVoters { #expect(lost == .holds, trace) }
        }
    }
}
