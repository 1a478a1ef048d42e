import MongoReplication
import TestSupport
import Testing

@testable import ReplicationCore

/// Sets of three to five members whose ways are cut and whose processes end and start at random.
@Suite struct MongoReplicaSetSimulationTests {
    private struct World {
        var scenario: MongoScenario
        var hosts: [String]
        var dead: Set<String> = []
        /// Ways that are cut, as pairs of from and to.
        var cuts: Set<[String]> = []

        init(using random: inout Seeded) {
            let members = MongoScenario.members(.random(in: 3...5, using: &random), arbiter: .random(using: &random))
            scenario = MongoScenario(members: members)
            hosts = members.map(\.host)
        }

        mutating func change(using random: inout Seeded) {
            let host = hosts.randomElement(using: &random) ?? "a:1"
            let other = hosts.filter { $0 != host }.randomElement(using: &random) ?? "b:1"
            switch Int.random(in: 0..<8, using: &random) {
            case 0, 1: kill(host)
            case 2, 3: for host in dead { restart(host) }
            case 4: cut(host, other)
            case 5:
                cut(host, other)
                cut(other, host)
            case 6:
                for other in hosts where other != host {
                    cut(host, other)
                    cut(other, host)
                }
            default:
                for host in dead { restart(host) }
                scenario.heal()
                cuts = []
            }
        }

        private mutating func kill(_ host: String) {
            scenario.kill(host)
            dead.insert(host)
        }

        private mutating func restart(_ host: String) {
            scenario.restart(host)
            dead.remove(host)
        }

        private mutating func cut(_ from: String, _ to: String) {
            guard cuts.insert([from, to]).inserted else { return }
            scenario.cut(from, to: to)
        }

        /// A majority elects one of its own; a minority has no primary.
        mutating func elect() {
            let living = hosts.filter { !dead.contains($0) }
            guard living.count > hosts.count / 2 else {
                for host in living where scenario.states[host] == .primary { scenario.states[host] = .secondary }
                return
            }
            guard scenario.primary == nil, let next = living.first(where: { scenario.states[$0] == .secondary }) else {
                return
            }
            scenario.elect(next)
        }
    }

    @Test("cut ways are partitions and the dead are down, never the other way round", arguments: 0..<5)
    func fates(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var world = World(using: &random)
        world.scenario.run(for: .seconds(30)) { $0.write() }
        for step in 0..<12 {
            let trace = "seed \(seed), step \(step)"
            let dead = world.dead
            world.scenario.run(for: .seconds(60)) { scenario in
                scenario.write()
                let view = scenario.view
                check(view, primary: scenario.primary, trace)
                #expect(dead.isSuperset(of: view.holding(.mongoMemberDown)), "\(trace)")
            }
            checkSettled(world, trace)
            world.change(using: &random)
            world.scenario.run(for: .seconds(10)) { scenario in
                scenario.write()
                check(scenario.view, primary: scenario.primary, trace)
            }
            world.elect()
        }
    }

    /// What is so at any moment.
    private func check(_ view: ClusterView, primary: String?, _ trace: String) {
        let availability = view.replicaSet?.availability
        if availability?.writable == .known(true) {
            #expect(primary != nil || view.condition(.mongoNoPrimary)?.truth == .clear, "\(trace)")
        }
        if availability?.majorityWritable == .known(true) {
            #expect(availability?.writable == .known(true), "\(trace)")
        }
        #expect(view.holding(.mongoStalePrimary).isEmpty, "\(trace)")
    }

    /// What is so a minute after the last change.
    private func checkSettled(_ world: World, _ trace: String) {
        let view = world.scenario.view
        if world.dead.isEmpty, world.cuts.isEmpty {
            // Four voters are weak by design, and elections are told for some minutes.
            let past: Set<AlertName> = [.mongoConfigurationLint, .mongoElection, .mongoElectionFlapping]
            #expect(world.scenario.complaints.allSatisfy { past.contains($0.alert) }, "\(trace)")
        }
        #expect(Set(view.holding(.mongoMemberDown)) == world.dead, "\(trace)")
        for found in view.holding(.mongoPartition) {
            let hosts = found.split(separator: "→").map(String.init)
            #expect(world.dead.isDisjoint(with: hosts), "\(trace): \(found)")
            if hosts.count == 2 { #expect(world.cuts.contains(hosts), "\(trace): \(found)") }
        }
        let arbiters = world.scenario.config.members.filter(\.arbiterOnly).map(\.host)
        for way in world.cuts where world.dead.isDisjoint(with: way) && !arbiters.contains(way[0]) {
            // A member that is cut off is told as a whole, not way by way, and two ways that are cut are told as one.
            let isTold =
                view.partition(way[0], to: way[1]) == .holds || way.contains { view.partition($0) == .holds }
                || world.cuts.contains([way[1], way[0]]) && view.partition(way[1], to: way[0]) == .holds
            #expect(isTold, "\(trace): \(way), dead: \(world.dead), cuts: \(world.cuts)")
        }
        if world.dead.count < world.hosts.count {
            #expect(view.replicaSet?.availability.writable == .known(world.scenario.primary != nil), "\(trace)")
        }
    }

    @Test("members that lie amid cuts and deaths never trap", arguments: 0..<4)
    func liars(round: Int) {
        let seed = UInt64.random(in: 0 ... .max)
        var random = Seeded(state: seed)
        var world = World(using: &random)
        for step in 0..<20 {
            world.change(using: &random)
            world.scenario.run(for: .seconds(30)) { scenario in
                for host in world.hosts {
                    var lie = scenario.reading(host).lying(using: &random)
                    let number = Int64.random(in: .min ... .max, using: &random)
                    lie.status?.majorityVoteCount = Int32(truncatingIfNeeded: number)
                    lie.status?.writeMajorityCount = Int32(truncatingIfNeeded: number >> 7)
                    lie.config?.settings.heartbeatInterval = .milliseconds(number)
                    lie.config?.settings.heartbeatTimeout = .seconds(number)
                    for index in lie.status?.members.indices ?? 0..<0 {
                        lie.status?.members[index].uptime = .seconds(number)
                    }
                    scenario.answers[host] = lie
                }
                let view = scenario.view
                #expect(!view.conditions.isEmpty, "seed \(seed), step \(step)")
            }
        }
    }
}
