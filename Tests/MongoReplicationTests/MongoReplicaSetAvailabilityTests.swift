import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetAvailabilityTests {
    /// A kind of set, and what it does with these members killed.
    struct Row: CustomTestStringConvertible {
        var name: String
        var members: [ReplicaSetConfig.Member]
        var killed: [String] = []
        var writable = true
        var majorityWritable = true
        var tolerated: Int
        var toleratedForMajority: Int
        var indispensable: [String] = []
        var isLost = false
        var isAtRisk = false

        var testDescription: String { name }
    }

    private static func psa(_ killed: [String] = []) -> Row {
        Row(
            name: "PSA without \(killed)", members: MongoScenario.members(3, arbiter: true), killed: killed,
            tolerated: 1, toleratedForMajority: 0)
    }

    private static func row(_ row: Row, _ change: (inout Row) -> Void) -> Row {
        var row = row
        change(&row)
        return row
    }

    static let rows: [Row] = [
        Row(
            name: "one member", members: MongoScenario.members(1), tolerated: 0, toleratedForMajority: 0,
            indispensable: ["a:1"]),
        Row(
            name: "two members", members: MongoScenario.members(2), tolerated: 0, toleratedForMajority: 0,
            indispensable: ["a:1", "b:1"]),
        psa(),
        row(psa(["b:1"])) {
            ($0.majorityWritable, $0.isLost, $0.isAtRisk) = (false, true, true)
            ($0.tolerated, $0.indispensable) = (0, ["a:1", "c:1"])
        },
        row(psa(["c:1"])) {
            ($0.isAtRisk, $0.tolerated, $0.indispensable) = (true, 0, ["a:1", "b:1"])
        },
        Row(name: "PSS", members: MongoScenario.members(3), tolerated: 1, toleratedForMajority: 1),
        Row(
            name: "PSS without one", members: MongoScenario.members(3), killed: ["c:1"], tolerated: 0,
            toleratedForMajority: 0, indispensable: ["a:1", "b:1"], isAtRisk: true),
        Row(
            name: "PSS without two", members: MongoScenario.members(3), killed: ["a:1", "c:1"], writable: false,
            majorityWritable: false, tolerated: 0, toleratedForMajority: 0, isLost: true, isAtRisk: true),
        Row(name: "PSSSS", members: MongoScenario.members(5), tolerated: 2, toleratedForMajority: 2),
        Row(
            name: "PSSSS without one", members: MongoScenario.members(5), killed: ["e:1"], tolerated: 1,
            toleratedForMajority: 1),
        Row(
            name: "PSSSS without two", members: MongoScenario.members(5), killed: ["d:1", "e:1"], tolerated: 0,
            toleratedForMajority: 0, indispensable: ["a:1", "b:1", "c:1"], isAtRisk: true),
        Row(
            name: "PSS and two without votes",
            members: MongoScenario.members(3) + [
                .init(id: 3, host: "d:1", hidden: true, priority: 0, votes: 0),
                .init(id: 4, host: "e:1", hidden: true, priority: 0, votes: 0, delay: .seconds(3600)),
            ], killed: ["d:1"], tolerated: 1, toleratedForMajority: 1),
        Row(
            name: "two arbiters, one of them dead: majority writes always needed all three with data",
            members: MongoScenario.members(4, arbiter: true) + [.init(id: 4, host: "e:1", arbiterOnly: true)],
            killed: ["e:1"],
            tolerated: 1, toleratedForMajority: 0),
        Row(
            name: "a secondary that may not be primary",
            members: [
                .init(id: 0, host: "a:1"), .init(id: 1, host: "b:1", priority: 0),
                .init(id: 2, host: "c:1", arbiterOnly: true),
            ], tolerated: 0, toleratedForMajority: 0, indispensable: ["a:1"]),
    ]

    @Test("what a set does for its clients, by its members", arguments: rows)
    func table(row: Row) {
        var scenario = MongoScenario(members: row.members)
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in row.killed { scenario.kill(host) }
        if !row.writable { for host in scenario.states.keys { scenario.states[host] = .secondary } }
        scenario.run(for: .seconds(30)) { $0.write() }
        let availability = scenario.availability
        #expect(availability?.writable == .known(row.writable))
        #expect(availability?.majorityWritable == .known(row.majorityWritable))
        #expect(availability?.readable == .known(true))
        #expect(availability?.failuresToleratedForWrites == .known(row.tolerated))
        #expect(availability?.failuresToleratedForMajorityWrites == .known(row.toleratedForMajority))
        #expect(availability?.indispensable == row.indispensable)
        #expect(scenario.truth(.mongoMajorityLost) == (row.isLost ? .holds : .clear))
        #expect(scenario.truth(.mongoMajorityAtRisk) == (row.isAtRisk ? .holds : .clear))
        // Some are weak by design.
        if row.killed.isEmpty { #expect(scenario.complaints.allSatisfy { $0.alert == .mongoConfigurationLint }) }
    }

    @Test("majority writes that hang name the member to bring back")
    func majorityLost() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.kill("b:1")
        scenario.run(for: .seconds(5)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoMajorityLost).isUnknown, "on one poll's word")
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        let condition = scenario.condition(.mongoMajorityLost)
        #expect(condition?.truth == .holds)
        #expect(condition?.summary.contains("only 1 of the 2 data-bearing voters") == true)
        #expect(condition?.summary.contains("b:1 (down)") == true)
        #expect(condition?.causes == ["b:1"])
        scenario.restart("b:1")
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
    }

    @Test("the primary's end resolves nothing that its secondary's began", arguments: [true, false])
    func gettingWorse(arbiter: Bool) {
        var scenario = MongoScenario(members: MongoScenario.members(3, arbiter: arbiter))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.kill("b:1")
        scenario.run(for: .seconds(15)) { $0.write(except: "b:1") }
        let before = scenario.truth(.mongoMajorityLost)
        #expect(before == (arbiter ? .holds : .clear))
        #expect(scenario.truth(.mongoMajorityAtRisk) == .holds)
        scenario.kill("a:1")
        scenario.run(for: .seconds(60)) { scenario in
            if before == .holds { #expect(scenario.truth(.mongoMajorityLost) != .clear) }
            #expect(scenario.truth(.mongoMajorityAtRisk) != .clear)
        }
        #expect(scenario.truth(.mongoNoPrimary) == .holds)
        #expect(scenario.truth(.mongoMajorityLost) == .holds)
        #expect(scenario.condition(.mongoMajorityLost)?.summary.contains("there is no primary, and only") == true)
        #expect(scenario.truth(.mongoMajorityAtRisk) == .holds)
        #expect(scenario.condition(.mongoMajorityAtRisk)?.summary.contains("ended already") == true)
    }

    @Test("an election among members enough loses no majority")
    func election() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.states["a:1"] = .secondary
        scenario.run(for: .seconds(10))
        #expect(scenario.truth(.mongoNoPrimary) == .holds)
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
        #expect(scenario.truth(.mongoMajorityAtRisk) == .clear)
    }

    @Test("a voter added before its process runs puts nothing at risk; one that was lost does", arguments: [3, 4])
    func addedBeforeItRuns(counted: Int32) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.config.version = 4
        scenario.config.members.append(.init(id: 3, host: "d:1"))
        scenario.failures["d:1"] = .connect("connection refused")
        for host in ["a:1", "b:1"] {
            scenario.adjust[host] = { reading in
                reading.status?.votingMembersCount = counted
                reading.status?.majorityVoteCount = counted / 2 + 1
                reading.status?.writeMajorityCount = 2
            }
        }
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.holding(.mongoMemberDown) == ["d:1"])
        #expect(scenario.truth(.mongoMajorityAtRisk) == (counted == 3 ? .clear : .holds))
        #expect(scenario.availability?.failuresToleratedForWrites == .known(counted == 3 ? 1 : 0))
    }

    @Test("a member that votes and acknowledges nothing", arguments: [MemberState.startup2, .rollback])
    func votesOnly(state: MemberState) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.states["b:1"] = state
        scenario.run(for: .seconds(5)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoMajorityLost) == .holds)
        #expect(scenario.availability?.failuresToleratedForWrites == .known(0), "there is one candidate left")
        var larger = MongoScenario(members: MongoScenario.members(3))
        larger.run(for: .seconds(30)) { $0.write() }
        larger.states["b:1"] = state
        larger.run(for: .seconds(5)) { $0.write(except: "b:1") }
        #expect(larger.truth(.mongoMajorityLost) == .clear)
        #expect(larger.truth(.mongoMajorityAtRisk) == .holds)
        let evidence = larger.condition(.mongoMajorityAtRisk)?.evidence ?? []
        #expect(evidence.contains(Evidence("must_not_fail_for_majority_writes", "a:1, c:1")))
    }

    @Test("a member that was just added does not vote yet, and changes nothing", arguments: [true, false])
    func newlyAdded(isTold: Bool) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.config.version = 4
        scenario.config.members.append(.init(id: 3, host: "d:1"))
        scenario.config.members[3].newlyAdded = isTold
        scenario.states["d:1"] = .startup2
        if !isTold {
            for host in ["a:1", "b:1"] {
                scenario.adjust[host] = { reading in
                    reading.status?.votingMembersCount = 3
                    reading.status?.majorityVoteCount = 2
                    reading.status?.writeMajorityCount = 2
                    reading.status?.votingMembersCount = 3
                }
            }
        }
        scenario.run(for: .seconds(30)) { $0.write(except: "d:1") }
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
        #expect(scenario.truth(.mongoMajorityAtRisk) == .clear)
        #expect(scenario.availability?.failuresToleratedForWrites == .known(1))
    }

    @Test("the members' word counts for one that only we do not reach", arguments: ["a:1", "b:1"])
    func unreachableFromHere(host: String) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.failures[host] = .timeout(phase: .connect)
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.availability?.writable == .known(true))
        #expect(scenario.availability?.majorityWritable == .known(true))
        #expect(scenario.availability?.failuresToleratedForWrites == .known(1))
        #expect(scenario.truth(.mongoMajorityAtRisk) == .clear)
    }

    @Test("with too few members seen nothing is claimed")
    func unseen() {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["b:1", "c:1"] { scenario.failures[host] = .local("no descriptor left") }
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.availability?.writable == .known(true))
        #expect(scenario.availability?.majorityWritable.value == nil)
        #expect(scenario.availability?.failuresToleratedForWrites.value == nil)
        #expect(scenario.truth(.mongoMajorityLost).isUnknown)
        #expect(scenario.truth(.mongoMajorityAtRisk).isUnknown)
        scenario.failures["a:1"] = .local("no descriptor left")
        scenario.run(for: .seconds(5)) { $0.write() }
        #expect(scenario.availability?.readable.value == nil)
    }

    @Test("without credentials the primary is known, the votes are not, and why")
    func helloOnly() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.statusFailures[host] = .privilege("clusterMonitor") }
        scenario.run(for: .seconds(30))
        #expect(scenario.availability?.writable == .known(true))
        #expect(scenario.availability?.readable == .known(true))
        #expect(scenario.availability?.majorityWritable.unknownReason?.contains("clusterMonitor") == true)
    }

    @Test("a secondary that does not get the primary's writes acknowledges nothing")
    func cutFromThePrimary() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.cut(between: "a:1", and: "b:1")
        scenario.run(for: .seconds(15)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoMajorityLost) == .holds)
    }

    @Test("a secondary that does not reach the primary pulls from another one, if it may", arguments: [true, false])
    func chained(isAllowed: Bool) {
        var scenario = MongoScenario(members: MongoScenario.members(3))
        scenario.config.settings.chainingAllowed = isAllowed
        scenario.run(for: .seconds(30)) { $0.write() }
        scenario.cut("b:1", to: "a:1")
        scenario.run(for: .seconds(15)) { $0.write() }
        #expect(scenario.truth(.mongoMajorityLost) == .clear)
        #expect(scenario.availability?.failuresToleratedForMajorityWrites == .known(isAllowed ? 1 : 0))
    }

    @Test("a majority that needs a delayed member waits for it, and that is said")
    func delayed() {
        var members = MongoScenario.members(3)
        members[2] = .init(id: 2, host: "c:1", hidden: true, priority: 0, delay: .seconds(3600))
        var scenario = MongoScenario(members: members)
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.availability?.majorityWriteDelay == nil)
        scenario.kill("b:1")
        scenario.run(for: .seconds(15)) { $0.write() }
        #expect(scenario.availability?.majorityWritable == .known(true))
        #expect(scenario.availability?.majorityWriteDelay == .seconds(3600))
        let evidence = scenario.condition(.mongoMajorityAtRisk)?.evidence ?? []
        #expect(evidence.contains(Evidence("majority_writes_wait_seconds", "3600.0")))
    }

    @Test("a restart shorter than the confirmation is no finding")
    func quickRestart() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        for host in ["c:1", "b:1"] {
            scenario.kill(host)
            scenario.run(for: .seconds(5)) { $0.write() }
            scenario.restart(host)
            scenario.run(for: .seconds(15)) { scenario in
                scenario.write()
                #expect(scenario.holding(.mongoMajorityAtRisk).isEmpty && scenario.holding(.mongoMajorityLost).isEmpty)
            }
        }
    }

    @Test("a voter in a state that replmon does not know makes majority writes unknown, with the number quoted")
    func unknownState() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(30)) { $0.write() }
        #expect(scenario.availability?.majorityWritable == .known(true))
        scenario.states["b:1"] = MemberState(rawValue: 42)
        scenario.states["c:1"] = MemberState(rawValue: 42)
        scenario.run(for: .seconds(15)) { $0.write(except: "b:1", "c:1") }
        #expect(scenario.availability?.majorityWritable.unknownReason?.contains("42") == true)
        #expect(scenario.truth(.mongoMajorityLost).isUnknown)
        #expect(scenario.truth(.mongoMemberState, "b:1") == .holds)
    }
}
