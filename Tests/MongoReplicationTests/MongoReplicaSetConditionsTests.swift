import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

@Suite struct MongoReplicaSetConditionsTests {
    @Test("before and within the first round nothing holds: whoever was not asked may be primary")
    func firstRound() {
        var scenario = MongoScenario()
        #expect(scenario.view.conditions.allSatisfy { Optional($0.truth).isUnknown })
        scenario.poll("b:1")
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
        #expect(scenario.truth(.mongoMemberUnreachable, "a:1").isUnknown)
        #expect(!scenario.view.firstRoundDone)
    }

    @Test("a healthy primary, secondary and arbiter: no complaint")
    func healthy() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(60)) { $0.write() }
        #expect(scenario.complaints.isEmpty)
        #expect(scenario.view.nodes.map(\.role) == ["primary", "secondary", "arbiter"])
        #expect(scenario.view.nodes.map(\.version) == ["6.0", "6.0", "6.0"])
        #expect(scenario.view.links.map(\.downstream) == ["b:1"])
        #expect(scenario.view.links.map(\.upstream) == ["a:1"])
        #expect(scenario.node("a:1")?.member?.term == 1)
    }

    @Test("a member whose process is gone is down for everyone, not merely unreachable")
    func dead() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.kill("b:1")
        // Its peers' `health` stays 1 for ten seconds.
        scenario.run(for: .seconds(5))
        #expect(scenario.node("b:1")?.details.contains(Evidence("seen_by", of: "a:1", "secondary")) == true)
        #expect(scenario.truth(.mongoMemberDown, "b:1").isUnknown, "on one poll's word")
        #expect(scenario.lag("b:1")?.value == nil, "the primary's row outlives the member")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .holds)
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .holds)
        #expect(scenario.truth(.mongoMemberUnreachable, "b:1") == .clear)
        #expect(scenario.truth(.mongoMemberState, "b:1").isUnknown)
        #expect(scenario.node("b:1")?.lastRole == "secondary")
    }

    @Test("a member that only we cannot reach is unreachable, not down", arguments: ["a:1", "b:1", "c:1"])
    func unreachableFromHere(host: String) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.failures[host] = .timeout(phase: .connect)
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoMemberDown, host) == .clear)
        #expect(scenario.truth(.mongoMemberUnreachable, host) == .holds)
        #expect(scenario.truth(.mongoNoPrimary) == .clear)
    }

    @Test("no primary while the members that answer have none")
    func noPrimary() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.kill("a:1")
        scenario.run(for: .seconds(30))
        #expect(scenario.truth(.mongoNoPrimary) == .holds)
        scenario.states["b:1"] = .primary
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoNoPrimary) == .clear)
    }

    @Test("with nobody to ask, nothing is known of the primary")
    func allSilent() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        for host in ["a:1", "b:1", "c:1"] { scenario.failures[host] = .timeout(phase: .connect) }
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
    }

    @Test("a member that answers nonsense may be primary: cannot tell")
    func nonsense() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.states["a:1"] = .secondary
        scenario.failures["b:1"] = .malformed(field: "setName")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoNoPrimary).isUnknown)
        #expect(scenario.truth(.mongoMemberDown, "b:1").isUnknown)
    }

    @Test(
        "states that are no working state are told",
        arguments: [
            (.startup, .holds), (.primary, .clear), (.secondary, .clear), (.recovering, .holds), (.startup2, .holds),
            (.rollback, .holds), (.removed, .holds), (MemberState(rawValue: 42), .holds),
        ] as [(MemberState, Condition.Truth)])
    func states(state: MemberState, truth: Condition.Truth) {
        var scenario = MongoScenario()
        scenario.states["b:1"] = state
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoMemberState, "b:1") == truth)
        #expect(scenario.node("b:1")?.role == state.name)
    }

    @Test("a member of another set, or a standalone server, is told and is not our primary", arguments: ["rs9", nil])
    func strangers(setName: String?) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10))
        scenario.states["a:1"] = .secondary
        var stranger = scenario.reading("b:1")
        stranger.hello.setName = setName
        stranger.hello.isWritablePrimary = true
        stranger.status?.set = setName ?? ""
        scenario.answers["b:1"] = stranger
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoMemberState, "b:1") == .holds)
        #expect(scenario.truth(.mongoNoPrimary) == .holds)
    }

    @Test("a refused login keeps what hello tells, and is told")
    func refusedLogin() {
        var scenario = MongoScenario()
        for host in ["a:1", "b:1"] { scenario.statusFailures[host] = .authentication("bad password") }
        scenario.run(for: .seconds(10))
        #expect(scenario.view.nodes.map(\.role) == ["primary", "secondary", "arbiter"])
        #expect(scenario.truth(.mongoAuthenticationFailed, "b:1") == .holds)
        #expect(scenario.truth(.mongoAuthenticationFailed, "c:1") == .clear)
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .clear)
        #expect(scenario.truth(.mongoNoPrimary) == .clear)
        #expect(scenario.truth(.mongoReplicationLag, "b:1").isUnknown)
        #expect(scenario.view.links.map(\.state) == [.unknown])
        #expect(scenario.node("a:1")?.member?.term == 1)
    }

    @Test("one member that refuses the login is measured by the primary's word")
    func refusedLoginOnSecondary() {
        var scenario = MongoScenario()
        scenario.statusFailures["b:1"] = .privilege("clusterMonitor")
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.lag("b:1") == .known(.zero))
        #expect(scenario.truth(.mongoAuthenticationFailed, "b:1") == .holds)
    }

    @Test("a poll that fails for the login alone is told as one")
    func loginFailsThePoll() {
        var scenario = MongoScenario()
        scenario.failures["b:1"] = .authentication("bad password")
        scenario.run(for: .seconds(5))
        #expect(scenario.truth(.mongoAuthenticationFailed, "b:1") == .holds)
        #expect(scenario.truth(.mongoMemberDown, "b:1") == .clear)
    }

    @Test("a member in its initial sync may not know our user, or the user's role, yet", arguments: [true, false])
    func loginWhileJoining(isRole: Bool) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10)) { $0.write() }
        scenario.states["b:1"] = .startup2
        scenario.statusFailures["b:1"] = isRole ? .privilege("clusterMonitor") : .authentication("bad password")
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        #expect(scenario.truth(.mongoAuthenticationFailed, "b:1") == .clear)
        scenario.states["b:1"] = .secondary
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoAuthenticationFailed, "b:1") == .holds)
    }

    @Test("an arbiter's login is not spoken of, as it has none")
    func arbitersLogin() {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10)) { $0.write() }
        #expect(scenario.truth(.mongoAuthenticationFailed, "c:1") == .clear)
    }

    @Test("STARTUP2 is told as an initial sync when it is one: every start passes it", arguments: [0, 1, 2])
    func startingUp(kind: Int) {
        var scenario = MongoScenario()
        scenario.run(for: .seconds(10)) { $0.write() }
        scenario.states["b:1"] = .startup2
        switch kind {
        case 1: scenario.adjust["b:1"] = { $0.status?.initialSync = .init(failedAttempts: 0) }
        case 2: scenario.adjust["b:1"] = { $0.status?.members[1].opTime = OpTime(seconds: 0, increment: 0, term: -1) }
        default: break
        }
        scenario.run(for: .seconds(10)) { $0.write(except: "b:1") }
        let summary = scenario.condition(.mongoMemberState, "b:1")?.summary ?? ""
        #expect(summary.contains(kind == 0 ? "prepares the data it has" : "copies all data"), "\(summary)")
    }
}
