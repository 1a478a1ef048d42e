import Alerting
import ReplicationCore
import Testing

@testable import Notification
@testable import ReplicationLab

/// With a real Alertmanager, and what it reports people in the end.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct AlertmanagerTests {
    let lab: Lab
    let receiver: WebhookReceiver

    init() async throws {
        lab = try Lab()
        receiver = try await WebhookReceiver(in: lab)
    }

    @Test func anAlertAndItsEndReachPeopleOnceEach() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let scenario = NotifierScenario([.plain(alertmanager.port)])
        let alert = Alert.now()
        scenario.notify([alert])
        try await until("the alert to arrive") { receiver.lines.count == 1 }
        // Longer than it would live without refreshes: two alerts a second, the watchdog among them.
        try await scenario.sends(12)
        #expect(receiver.lines == ["firing: PostgresNodeDown[critical] firing"])

        scenario.notify([alert.over])
        try await until("the end to arrive") { receiver.lines.count == 2 }
        try await scenario.sends(4)
        #expect(receiver.lines.last == "resolved: PostgresNodeDown[critical] resolved")
        #expect(receiver.lines.count == 2)
        #expect(scenario.notices.isEmpty && scenario.statistics.errors == 0 && scenario.statistics.dropped == 0)
        let notified = try #require(receiver.notifications.first?.alerts.first)
        #expect(notified.annotations["summary"] == alert.summary)
        // To the second: its milliseconds are written without zeros at their end.
        #expect(notified.startsAt.prefix(19) == alert.firedAt?.description.prefix(19))
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func anEscalationIsOneNotification() async throws {
        defer { lab.end() }
        let configuration = receiver.configuration(groupBy: "alertname, cluster, node")
        let alertmanager = try Alertmanager(configuration: configuration, in: lab)
        let scenario = NotifierScenario([.plain(alertmanager.port)])
        scenario.notify([.now(.postgresReplicationLag, .warning)])
        try await until("the warning to arrive") { receiver.lines.count == 1 }
        scenario.notify([.now(.postgresReplicationLag, .critical)])
        try await until("the escalation to arrive") { receiver.lines.count == 2 }
        #expect(
            receiver.lines.last
                == "firing: PostgresReplicationLag[critical] firing, PostgresReplicationLag[warning] resolved")
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func theEndOfTheNotifierResolvesNothingItself() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let scenario = NotifierScenario([.plain(alertmanager.port)])
        scenario.notify([.now()])
        try await until("the alert to arrive") { receiver.lines.count == 1 }
        scenario.notify([.now(), .now(node: "db-c")])
        let start = ContinuousClock.now
        await scenario.notifier.drain(within: .seconds(2))
        #expect(ContinuousClock.now - start < .seconds(2))
        // The waiting alert was delivered.
        try await until("the second alert to arrive") { receiver.lines.count == 2 }
        #expect(receiver.lines.allSatisfy { $0.hasPrefix("firing") })
        let sent = scenario.statistics.sent
        // They end by themselves, since nothing is heard of them any more.
        try await until("both to lapse") { receiver.lines.filter { $0.hasPrefix("resolved") }.count == 2 }
        #expect(scenario.statistics.sent == sent)
    }

    @Test func ofABatchWithOneBadAlertTheOthersAreTaken() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let client = AlertmanagerClient(target: .plain(alertmanager.port)) { _ in "" }
        let now = Alert.now().activeAt
        func postable(_ name: String, endsAt: WallInstant) -> PostableAlert {
            PostableAlert(labels: ["alertname": name], annotations: [:], startsAt: now, endsAt: endsAt)
        }
        let outcome = await client.post(
            [postable("Good", endsAt: now.after(seconds: 60)), postable("Bad", endsAt: now.after(seconds: -60))],
            timeout: .seconds(5))
        guard case .refused(let reason) = outcome else {
            Issue.record("expected a refusal, got \(outcome)")
            return
        }
        #expect(reason.contains("start time must be before end time"))
        try await until("the good one to arrive") { receiver.lines.count == 1 }
        #expect(receiver.lines == ["firing: Good[] firing"])
        #expect(try await alertmanager.alerts().map(\.name) == ["Good"])
    }

    @Test func whatHappensWhileItIsDownIsToldWhenItIsBack() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
        let scenario = NotifierScenario([.plain(alertmanager.port)])
        let (lasting, ending) = (Alert.now(), Alert.now(node: "db-c"))
        scenario.notify([lasting, ending])
        try await until("both to arrive") { receiver.lines.count == 2 }
        try await alertmanager.waitUntilNotificationsAreLogged()
        try alertmanager.stop()
        let failure = try await scenario.failure()
        #expect(failure.contains("Connection refused"))
        let (new, passing) = (Alert.now(.postgresNoPrimary, node: nil), Alert.now(.postgresSplitBrain, node: nil))
        scenario.notify([lasting, ending, new, passing])
        let errors = scenario.statistics.errors
        try await until("another try to fail") { scenario.statistics.errors > errors }
        scenario.notify([lasting, ending.over, new, passing.over])
        try await until("it to be notified") {
            scenario.statistics.waiting > 0 && scenario.statistics.failingFor != nil
        }

        try alertmanager.start()
        try await until("the change to arrive", within: .seconds(40)) { receiver.lines.count >= 4 }
        try await scenario.sends(6)
        #expect(
            receiver.lines.dropFirst(2).sorted() == [
                "firing: PostgresNoPrimary[critical] firing", "resolved: PostgresNodeDown[critical] resolved",
            ])
        #expect(scenario.statistics.waiting == 0 && scenario.statistics.failingFor == nil)
        #expect(scenario.notices.count == 2)
        guard case .failing? = scenario.notices.first, case .recovered? = scenario.notices.last else {
            Issue.record("not one failure and one recovery: \(scenario.notices)")
            return
        }
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func twoThatGossipTellPeopleOnce() async throws {
        defer { lab.end() }
        let both = try await Alertmanager.pair(configuration: receiver.configuration(groupInterval: "2s"), in: lab)
        let scenario = NotifierScenario(both.map { .plain($0.port) })
        let alert = Alert.now()
        scenario.notify([alert])
        try await until("the alert to arrive") { receiver.lines.count >= 1 }
        // Both know it; longer than the second waits for the first to notify.
        try await scenario.sends(10)
        for alertmanager in both { #expect(try await alertmanager.alerts().contains { $0.name == "PostgresNodeDown" }) }
        scenario.notify([alert.over])
        try await until("the end to arrive") { receiver.lines.count >= 2 }
        try await scenario.sends(10)
        #expect(
            receiver.lines == [
                "firing: PostgresNodeDown[critical] firing", "resolved: PostgresNodeDown[critical] resolved",
            ])
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func ofAPairOneThatIsCutOffEndsNothing() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(configuration: receiver.configuration(groupInterval: "200ms"), in: lab)
        let relay = try Relay(to: alertmanager.port, in: lab)
        let near = NotifierScenario([.plain(alertmanager.port)], pair: true, observer: "utility-a")
        let far = NotifierScenario([.plain(relay.port, timeout: .seconds(1))], pair: true, observer: "utility-b")
        let alert = Alert.now()
        near.notify([alert])
        far.notify([alert])
        try await until("the alert to arrive") { receiver.lines.count == 1 }
        relay.cut()
        try await until("the far one to fail") { far.statistics.failure != nil }
        // It cannot see the cluster either, then sees it well again, while the near one still sees the fault.
        far.notify([])
        try await near.sends(12)
        try relay.restore()
        try await until("the far one to recover", within: .seconds(40)) { far.statistics.failure == nil }
        far.notify([alert.over])
        try await near.sends(12)
        #expect(receiver.lines == ["firing: PostgresNodeDown[critical] firing"])
        near.notify([alert.over])
        try await until("the end to arrive") { receiver.lines.count == 2 }
        #expect(receiver.lines.last == "resolved: PostgresNodeDown[critical] resolved")
        await near.notifier.drain(within: .seconds(1))
        await far.notifier.drain(within: .seconds(1))
    }

    @Test func aPathInFrontOfItsOwnIsKept() async throws {
        defer { lab.end() }
        let alertmanager = try Alertmanager(configuration: receiver.configuration(), prefix: "/alerts/am", in: lab)
        let scenario = NotifierScenario([.plain(alertmanager.port, prefix: "/alerts/am")])
        scenario.notify([.now()])
        try await until("the alert to arrive") { receiver.lines.count == 1 }

        let lost = NotifierScenario([.plain(alertmanager.port)])
        lost.notify([.now()])
        #expect(try await lost.failure().contains("check its path"))
        await scenario.notifier.drain(within: .seconds(1))
        await lost.notifier.drain(within: .seconds(1))
    }
}
