import Alerting
import FoundationEssentials
import ReplicationCore
import Testing

@testable import Notification
@testable import ReplicationLab

/// config/alertmanager.yml, as people find it.
@Suite(.serialized, .timeLimit(.minutes(2)))
struct AlertmanagerExampleTests {
    static let path =
        #filePath.split(separator: "/").dropLast(3).map { "/" + $0 }.joined() + "/config/alertmanager.yml"

    @Test func itIsValid() throws {
        let lab = try Lab()
        defer { lab.end() }
        let check = try LabProgram.run(["amtool", "check-config", Self.path], in: lab)
        #expect(check.status == 0 && check.output.contains("SUCCESS"), "\(check.output)")
    }

    @Test func itOnlyNamesAlertsThatThereAre() throws {
        let text = try FileText.read(fromFile: Self.path)
        let names = text.matches(of: /\b(Postgres|Mongo|Replmon|Cluster|Monitor)[A-Z][A-Za-z]+/).map {
            String($0.output.0)
        }
        #expect(names.count > 4)
        for name in names { #expect(AlertName(rawValue: name) != nil, "\(name)") }
    }

    @Test func itPagesForTheCauseAndBeatsForTheWatchdog() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let receiver = try await WebhookReceiver(in: lab)
        let alertmanager = try quickAlertmanager(notifying: receiver, in: lab)
        let scenario = NotifierScenario([.plain(alertmanager.port)])
        let consequences = [
            Alert.now(.postgresReplicationLag, .warning), .now(.postgresStandbyDisconnected, .critical),
        ]
        scenario.notify(
            [.now(.postgresNoPrimary, node: nil)] + consequences
                + consequences.map { alert in alert.with { $0.identity.cluster = "other" } })
        try await until("all to be notified") { receiver.notifications.count >= 4 }
        try await scenario.sends(18)
        let notified = receiver.notifications.map { "\($0.receiver): \($0.groupLabels["cluster"] ?? "-") \($0.line)" }
        #expect(
            notified.sorted() == [
                "heartbeat: - firing: ReplmonWatchdog[none] firing",
                "on-call: orders firing: PostgresNoPrimary[critical] firing",
                "on-call: other firing: PostgresStandbyDisconnected[critical] firing",
                "people: other firing: PostgresReplicationLag[warning] firing",
            ])
        await scenario.notifier.drain(within: .seconds(1))
    }

    @Test func oneThatSeesNothingDoesNotHideWhatTheOtherOfAPairSees() async throws {
        let lab = try Lab()
        defer { lab.end() }
        let receiver = try await WebhookReceiver(in: lab)
        let alertmanager = try quickAlertmanager(notifying: receiver, in: lab)
        let blind = NotifierScenario([.plain(alertmanager.port)], pair: true, observer: "utility-a")
        let seeing = NotifierScenario([.plain(alertmanager.port)], pair: true, observer: "utility-b")
        blind.notify([.now(.clusterUnreachable, node: nil)])
        seeing.notify([.now(.postgresSplitBrain, node: nil), .now(node: "db-b"), .now(.mongoMemberDown, node: "m-b")])
        try await until("both pages and both heartbeats") { receiver.notifications.count >= 4 }
        try await seeing.sends(18)
        #expect(
            receiver.notifications.map { "\($0.receiver): \($0.line)" }.sorted() == [
                "heartbeat: firing: ReplmonWatchdog[none] firing",
                "heartbeat: firing: ReplmonWatchdog[none] firing",
                "on-call: firing: ClusterUnreachable[critical] firing",
                "on-call: firing: PostgresSplitBrain[critical] firing",
            ])
        await blind.notifier.drain(within: .seconds(1))
        await seeing.notifier.drain(within: .seconds(1))
    }

    /// One with the same tree, faster.
    private func quickAlertmanager(notifying receiver: WebhookReceiver, in lab: Lab) throws -> Alertmanager {
        var text = try FileText.read(fromFile: Self.path)
        for (time, quick) in [("group_wait: 10s", "group_wait: 300ms"), ("group_interval: 1m", "group_interval: 1s")] {
            #expect(text.contains(time))
            text = text.replacing(time, with: quick)
        }
        return try Alertmanager(
            configuration: text.replacing("http://127.0.0.1:8080/", with: receiver.url), in: lab)
    }
}
