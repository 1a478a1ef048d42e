import Alerting
import Logging
import PostgresReplication
import ReplicationCore
import StatusAPI
import Systemd
import Testing

@testable import ReplmonDaemon

struct CoordinatorTests {
    private let log = CapturedLog()

    private func coordinator(_ probes: ScriptedProbes) -> Coordinator {
        Coordinator(
            factory: probes.factory, journal: JournalSink(logger: log.logger),
            status: ServiceStatus(notifier: ServiceNotifier()))
    }

    private static func probe(_ node: String, in cluster: String, every interval: Duration) -> ProbePlan {
        ProbePlan(
            cluster: cluster, node: node, target: .postgresql(conninfo: ""), interval: interval,
            timeout: .milliseconds(100))
    }

    /// A PostgreSQL cluster polled every 100 ms, whose alerts fire at once.
    private static func orders(
        _ nodes: [String], changed: [String] = [], every interval: Duration = .milliseconds(100)
    ) -> ClusterPlan {
        ClusterPlan(
            name: "orders", rules: AlertRules(overrides: [.postgresNodeDown: AlertOverride(for: .zero)]),
            limits: StalenessLimits(pollInterval: interval, probeTimeout: .milliseconds(100)),
            engine: .postgresql(
                nodes.map { PostgresNodeDeclaration(name: $0) },
                probes: nodes.map { node in
                    probe(node, in: "orders", every: changed.contains(node) ? .milliseconds(150) : interval)
                }))
    }

    private static func media(_ seeds: [String]) -> ClusterPlan {
        ClusterPlan(
            name: "media", rules: AlertRules(overrides: [.mongoMemberDown: AlertOverride(for: .zero)]),
            limits: StalenessLimits(pollInterval: .milliseconds(100), probeTimeout: .milliseconds(100)),
            engine: .mongodb(seeds: seeds, expectedSet: nil) { host in
                probe(host, in: "media", every: .milliseconds(100))
            })
    }

    private static func node(_ name: String, in snapshot: Snapshot) -> NodeView? {
        snapshot.clusters.flatMap(\.view.nodes).first { $0.name == name }
    }

    @Test func aHungProbeDelaysNoOther() async throws {
        let probes = ScriptedProbes(["db-a": .hang, "db-b": .answer(.standby)])
        let coordinator = coordinator(probes)
        let changes = await coordinator.apply([Self.orders(["db-a", "db-b"])])
        #expect(changes == ["orders/db-a added", "orders/db-b added"])
        let other = try probes.probe("db-b")
        try await eventually("db-b to be polled on") { other.polls > 10 }
        #expect(try probes.probe("db-a").polls == 1)
        let snapshot = coordinator.store.current
        #expect(Self.node("db-b", in: snapshot)?.reachable == true)
        #expect(Self.node("db-a", in: snapshot)?.reachable == false && !snapshot.firstRoundDone)
        await coordinator.close()
        #expect(other.isClosed)
    }

    /// No tick runs here, which judges the others when time alone may change what is said of them.
    @Test("a poll judges its own cluster and leaves the others as they are")
    func onlyThePolledClusterIsJudged() async throws {
        let probes = ScriptedProbes(["db-a": .answer(.primary), "a:1": .hang])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a"]), Self.media(["a:1"])])
        let before = coordinator.store.current.clusters
        #expect(before.map(\.view.name) == ["orders", "media"])
        let polled = try probes.probe("db-a")
        try await eventually("db-a to be polled on") { polled.polls > 5 }
        let after = coordinator.store.current.clusters
        let (first, last) = (try #require(before.first?.judgedAt), try #require(after.first?.judgedAt))
        #expect(last > first)
        #expect(after.last?.judgedAt == before.last?.judgedAt)
        await coordinator.close()
    }

    @Test func theVerdictBecomesUnknownByTicksAloneWhenEveryProbeHangs() async throws {
        let probes = ScriptedProbes(["db-a": .answer(.primary)])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a"])])
        await coordinator.start()
        try await eventually("ok") { coordinator.store.current.verdict == .ok }
        try probes.probe("db-a").play(.hang)
        try await eventually("unknown") { coordinator.store.current.verdict == .unknown }
        let snapshot = coordinator.store.current
        #expect(Self.node("db-a", in: snapshot)?.reachable == false)
        #expect(snapshot.clusters.first?.unknowns.contains { $0.reason.contains("db-a last answered") } == true)
        #expect(snapshot.alerts.isEmpty, "no answer yet is no failure")
        try probes.probe("db-a").play(.answer(.primary))
        try await eventually("ok again") { coordinator.store.current.verdict == .ok }
        await coordinator.close()
    }

    @Test func anAlertFiresAndResolvesAndEachIsLoggedOnce() async throws {
        let probes = ScriptedProbes(["db-a": .fail(.connect("refused")), "db-b": .answer(.primary)])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a", "db-b"])])
        let probe = try probes.probe("db-a")
        try await eventually("several failures") { probe.polls > 5 }
        #expect(coordinator.store.current.alerts.map(\.shownState) == ["firing"])
        #expect(coordinator.store.current.verdict == .critical)
        probe.play(.answer(.standby))
        try await eventually("the end of the alert") {
            coordinator.store.current.alerts.map(\.shownState) == ["resolved"]
        }
        let polls = probe.polls
        try await eventually("further polls") { probe.polls > polls + 3 }
        #expect(
            log.messages == [
                "PostgresNodeDown orders/db-a firing (critical): db-a does not answer: cannot connect: refused",
                "PostgresNodeDown orders/db-a resolved after 0s",
            ])
        #expect(log.entries.map(\.level) == [.critical, .notice])
        let first = try #require(log.entries.first?.metadata)
        #expect(first["MESSAGE_ID"] == "\(AlertCatalogue.row(for: .postgresNodeDown).messageID)")
        #expect(first["REPLMON_CLUSTER"] == "orders" && first["REPLMON_NODE"] == "db-a")
        #expect(first["REPLMON_STATE"] == "firing" && first["REPLMON_SEVERITY"] == "critical")
        #expect(first["REPLMON_EVIDENCE"]?.description.contains(#""reason":"connect""#) == true)
        let probed = try #require(coordinator.store.current.daemon.probes.first { $0.node == "db-a" })
        #expect(probed.failures > 5)
        await coordinator.close()
    }

    /// Polls are an hour apart: who is asked now is asked because of the failure.
    @Test func aFailureHasItsPeersAskedAtOnce() async throws {
        let probes = ScriptedProbes(["db-a": .answer(.primary), "db-b": .answer(.standby), "c:1": .hang])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a", "db-b"], every: .seconds(3600)), Self.media(["c:1"])])
        let (primary, standby) = (try probes.probe("db-a"), try probes.probe("db-b"))
        try await eventually("the first round") { primary.polls == 1 && standby.polls == 1 }
        primary.play(.fail(.connect("refused")))
        primary.onChange()
        try await eventually("the confirming poll and a poll of the peer") { primary.polls == 3 && standby.polls == 2 }
        #expect(try probes.probe("c:1").polls == 1, "another cluster is no peer")
        await coordinator.close()
    }

    /// A node that refuses the login is left alone for up to half a minute.
    @Test func aNodeThatIsBackHasThoseThatFailedWithItAskedAtOnce() async throws {
        let refusal = ProbeFailure.authentication("wrong password")
        let probes = ScriptedProbes(["db-a": .fail(refusal), "db-b": .fail(refusal)])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a", "db-b"], every: .seconds(3600))])
        let (first, second) = (try probes.probe("db-a"), try probes.probe("db-b"))
        try await eventually("failures that are confirmed") { first.polls >= 2 && second.polls >= 2 }
        for probe in [first, second] { probe.play(.answer(.standby)) }
        first.onChange()
        try await eventually("both to answer", within: .seconds(2)) {
            coordinator.store.current.clusters.flatMap(\.view.nodes).allSatisfy(\.reachable)
        }
        await coordinator.close()
    }

    @Test func whenNoNodeOfTwoClustersAnswersTheMonitorIsIsolatedAndTheRestMuted() async throws {
        let probes = ScriptedProbes([:])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a", "db-b"]), Self.media(["a:1"])])
        try await eventually("the alerts") {
            let alerts = coordinator.store.current.alerts
            let isolated = alerts.first { $0.identity.name == .monitorIsolated }
            return isolated?.isActive == true
                && alerts.filter { $0.identity.name != .monitorIsolated }.allSatisfy { $0.shownState == "suppressed" }
        }
        try probes.probe("db-a").play(.answer(.primary))
        try await eventually("the end of the isolation") {
            !coordinator.store.current.alerts.contains { $0.identity.name == .monitorIsolated && $0.isActive }
        }
        await coordinator.close()
    }

    @Test func membersOfAReplicaSetArePolledAsItSays() async throws {
        let all = ["a:1", "b:1", "c:1"]
        let probes = ScriptedProbes(
            Dictionary(uniqueKeysWithValues: all.map { ($0, .answer(.member($0, of: all, version: 1))) }))
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.media(["a:1"])])
        try await eventually("members not among the seeds") { try probes.probe("c:1").polls > 2 }
        let left = ["a:1", "b:1"]
        for host in all { try probes.probe(host).play(.answer(.member(host, of: left, version: 2))) }
        // It is shown for some minutes, and asked meanwhile.
        try await eventually("the removed member to be shown as such") {
            coordinator.store.current.clusters.first?.view.nodes.first { $0.name == "c:1" }?.role == "removed"
        }
        let polls = try probes.probe("c:1").polls
        try await eventually("another poll of it") { try probes.probe("c:1").polls > polls }
        #expect(try all.allSatisfy { try !probes.probe($0).isClosed && probes.all(of: $0).count == 1 })
        #expect(
            coordinator.store.current.clusters.first?.view.conditions.allSatisfy { $0.subject.node != "c:1" } == true)
        await coordinator.close()
    }

    @Test("the alert of a member that died ends when the member is removed from the set")
    func anAlertEndsWhenItsMemberIsRemoved() async throws {
        let all = ["a:1", "b:1", "c:1"]
        let probes = ScriptedProbes(
            Dictionary(uniqueKeysWithValues: all.map { ($0, .answer(.member($0, of: all, version: 1))) }))
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.media(all)])
        let dead = try probes.probe("c:1")
        try await eventually("the first round") { dead.polls > 2 }
        dead.play(.fail(.connect("refused")))
        try await eventually("the alert") { Self.alert(.mongoMemberDown, "c:1", in: coordinator) == "firing" }
        let left = ["a:1", "b:1"]
        for host in left { try probes.probe(host).play(.answer(.member(host, of: left, version: 2))) }
        try await eventually("its end") { Self.alert(.mongoMemberDown, "c:1", in: coordinator) == "resolved" }
        #expect(Self.node("c:1", in: coordinator.store.current)?.role == "removed")
        await coordinator.close()
    }

    @Test("the alert of a node that died ends with the reload that takes the node out, whoever has yet to be polled")
    func anAlertEndsWhenItsNodeIsNoLongerConfigured() async throws {
        let probes = ScriptedProbes(["db-a": .answer(.primary), "db-c": .hang])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a", "db-b"])])
        try await eventually("the alert") { Self.alert(.postgresNodeDown, "db-b", in: coordinator) == "firing" }
        _ = await coordinator.apply([Self.orders(["db-a", "db-c"])])
        #expect(Self.alert(.postgresNodeDown, "db-b", in: coordinator) == "resolved")
        #expect(!coordinator.store.current.firstRoundDone)
        await coordinator.close()
    }

    private static func alert(_ name: AlertName, _ node: String, in coordinator: Coordinator) -> String? {
        coordinator.store.current.alerts.first { $0.identity.name == name && $0.identity.subject.node == node }?
            .shownState
    }

    @Test func aReloadKeepsTheProbesOfUnchangedNodes() async throws {
        let probes = ScriptedProbes(["db-a": .answer(.primary), "db-b": .hang, "db-c": .answer(.standby)])
        let coordinator = coordinator(probes)
        _ = await coordinator.apply([Self.orders(["db-a", "db-b", "db-c"])])
        let kept = try probes.probe("db-a")
        try await eventually("polls") { kept.polls > 2 }
        let again = await coordinator.apply([Self.orders(["db-a", "db-b", "db-c"])])
        #expect(again == [])
        let changes = await coordinator.apply([Self.orders(["db-a", "db-b", "db-d"], changed: ["db-b"])])
        #expect(changes == ["orders/db-b changed", "orders/db-c removed", "orders/db-d added"])
        #expect(probes.all(of: "db-a").count == 1 && !kept.isClosed)
        let polls = kept.polls
        try await eventually("polls by the same probe") { kept.polls > polls }
        #expect(try probes.probe("db-c").isClosed)
        #expect(probes.all(of: "db-b").map(\.isClosed) == [true, false])
        let snapshot = coordinator.store.current
        #expect(snapshot.clusters.first?.view.nodes.map(\.name) == ["db-a", "db-b", "db-d"])
        #expect(Self.node("db-a", in: snapshot)?.reachable == true)
        await coordinator.close()
        #expect(kept.isClosed)
    }

    @Test func aRefusedReloadIsAnAlertUntilTheNextGoodOne() async throws {
        let coordinator = coordinator(ScriptedProbes([:]))
        _ = await coordinator.apply([])
        await coordinator.reloadFailed("replmon.yml:1:1: no")
        #expect(coordinator.store.current.alerts.map(\.identity.name) == [.replmonReloadFailed])
        #expect(coordinator.store.current.alerts.map(\.shownState) == ["firing"])
        #expect(!coordinator.store.current.daemon.lastReloadSuccessful)
        _ = await coordinator.apply([])
        #expect(coordinator.store.current.alerts.map(\.shownState) == ["resolved"])
        #expect(coordinator.store.current.daemon.lastReloadSuccessful)
        await coordinator.close()
    }
}
