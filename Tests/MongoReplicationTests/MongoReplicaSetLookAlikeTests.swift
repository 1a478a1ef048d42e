import TestSupport
import Testing

@testable import MongoReplication
@testable import ReplicationCore

/// Healthy sets of every kind: what is judged by positions and clocks raises nothing.
@Suite struct MongoReplicaSetLookAlikeTests {
    enum Kind: CaseIterable {
        case busy, idle, idleInSeconds, fresh, full, delayed, hidden, single, withoutLogin
    }

    private static let alerts: [AlertName] = [
        .mongoReplicationLag, .mongoDelayNotHonoured, .mongoOplogWindow, .mongoMemberTooStale, .mongoInitialSync,
        .mongoCommitPointFrozen, .mongoClockSkew,
    ]

    private static func scenario(_ kind: Kind) -> MongoScenario {
        var members: [ReplicaSetConfig.Member]?
        switch kind {
        case .delayed:
            members = [.init(id: 0, host: "a:1"), .init(id: 1, host: "b:1", priority: 0, delay: .seconds(60))]
        case .hidden: members = [.init(id: 0, host: "a:1"), .init(id: 1, host: "b:1", hidden: true, priority: 0)]
        case .single: members = [.init(id: 0, host: "a:1")]
        default: break
        }
        var scenario = MongoScenario(members: members)
        scenario.wallTimes = kind != .idleInSeconds
        if kind == .withoutLogin { scenario.refuseLogins() }
        return scenario
    }

    /// One round's work: the primary writes, others apply it when they should, the majority commits.
    private static func work(_ scenario: inout MongoScenario, _ kind: Kind, _ written: inout [WallInstant]) {
        let isIdle = [.idle, .idleInSeconds, .withoutLogin].contains(kind)
        let last = written.last
        if !isIdle || last.map({ WallInstant.clock(at: scenario.now).since($0) >= .seconds(10) }) ?? true {
            written.append(.clock(at: scenario.now))
        }
        let delay = kind == .delayed ? Duration.seconds(60) : .zero
        let due = WallInstant.clock(at: scenario.now.advanced(by: .zero - delay))
        scenario.applied["a:1"] = written.last
        scenario.applied["b:1"] = written.last { $0 <= due } ?? scenario.applied["b:1"]
        let committed = kind == .delayed ? scenario.applied["b:1"] : last ?? written.last
        for host in scenario.config.members.map(\.host) where scenario.states[host] != .arbiter {
            scenario.setOplog(of: host, reachingBack: .seconds(80_000), full: kind != .fresh)
        }
        guard kind != .withoutLogin else {
            for host in ["a:1", "b:1"] {
                let applied = scenario.applied[host].map(OpTime.written)
                scenario.adjust[host] = { $0.hello.lastWrite = applied }
            }
            return
        }
        // With the delayed member's vote needed, majority writes wait for it: by configuration, and truly.
        if kind != .delayed { scenario.commit(committed) } else { scenario.commit(scenario.applied["a:1"]) }
    }

    private static func isQuiet(_ condition: Condition, _ kind: Kind) -> Bool {
        switch condition.truth {
        case .clear: return true
        case .holds, .holdsAsWarning, .measuredAtLeast: return false
        case .unknown(let reason): return kind == .withoutLogin && reason.contains("bad password")
        case .measured(let time):
            if condition.alert == .mongoOplogWindow { return time > .seconds(6 * 3600) }
            return time < (condition.alert == .mongoClockSkew ? .seconds(1) : .seconds(6))
        }
    }

    @Test("every kind of healthy set is answered with no, round after round", arguments: Kind.allCases)
    func quiet(kind: Kind) {
        var scenario = Self.scenario(kind)
        var written: [WallInstant] = []
        var round = 0
        scenario.run(for: .seconds(400)) { scenario in
            round += 1
            // A delayed member has had its data for the length of its delay by then.
            if round > (kind == .delayed ? 20 : 3) {
                for condition in scenario.view.conditions where Self.alerts.contains(condition.alert) {
                    #expect(Self.isQuiet(condition, kind), "\(kind), round \(round): \(condition)")
                }
            }
            Self.work(&scenario, kind, &written)
        }
        #expect(
            Set(scenario.view.conditions.map(\.alert)).isSuperset(
                of: Self.alerts.filter { alert in
                    (kind == .delayed || alert != .mongoDelayNotHonoured)
                        && (kind != .single || alert != .mongoReplicationLag)
                }))
    }

    @Test("a rolling restart with a stepdown raises nothing, and all is answered with no again after it")
    func rollingRestart() {
        var scenario = Self.scenario(.full)
        func run(_ scenario: inout MongoScenario, for time: Duration) {
            scenario.run(for: time) { scenario in
                if scenario.primary != nil { scenario.write() }
                for host in ["a:1", "b:1"] { scenario.setOplog(of: host, reachingBack: .seconds(80_000)) }
                scenario.commit(scenario.primary.flatMap { scenario.applied[$0] })
                for condition in scenario.view.conditions where Self.alerts.contains(condition.alert) {
                    if case .unknown = condition.truth { continue }
                    #expect(Self.isQuiet(condition, .full), "\(condition)")
                }
            }
        }
        func restart(_ host: String, _ scenario: inout MongoScenario) {
            scenario.kill(host)
            run(&scenario, for: .seconds(10))
            scenario.failures[host] = nil
            for state in [MemberState.startup2, .recovering, .secondary] {
                scenario.states[host] = state
                run(&scenario, for: .seconds(5))
            }
        }
        run(&scenario, for: .seconds(60))
        restart("b:1", &scenario)
        (scenario.states["a:1"], scenario.states["b:1"]) = (.secondary, .secondary)
        run(&scenario, for: .seconds(5))
        (scenario.states["b:1"], scenario.term) = (.primary, 2)
        run(&scenario, for: .seconds(5))
        restart("a:1", &scenario)
        run(&scenario, for: .seconds(60))
        for condition in scenario.view.conditions where Self.alerts.contains(condition.alert) {
            #expect(Self.isQuiet(condition, .full), "\(condition)")
        }
    }
}
