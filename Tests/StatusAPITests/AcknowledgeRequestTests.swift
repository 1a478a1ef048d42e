import Alerting
import StatusAPI
import TestSupport
import Testing

@Suite struct AcknowledgeRequestTests {
    private static func problems(_ body: String) -> [String] {
        do throws(RequestProblems) {
            _ = try AcknowledgeRequest(body: Array(body.utf8))
            return []
        } catch {
            return error.lines
        }
    }

    @Test func readsWhatIsRight() throws {
        let request = try AcknowledgeRequest(
            body: Array(#"{"cluster":"orders","alert":"PostgresNodeDown","comment":"on it","author":"anna"}"#.utf8))
        #expect(request.matcher == AlertMatcher(cluster: "orders", alert: "PostgresNodeDown"))
        #expect(request.comment == "on it" && request.author == "anna")
        #expect(try AcknowledgeRequest(body: request.json()) == request)
    }

    @Test(arguments: [
        ("{}", ["`alert` is missing"]), (#"{"alert":5}"#, ["`alert` must be a string"]),
        (
            #"{"alert":"x","reason":"r"}"#,
            [
                "there is no `reason`; there are: cluster, node, alert, comment, author", "no alert is named x",
            ]
        ),
    ])
    func saysEverythingThatIsWrong(body: String, problems: [String]) {
        #expect(Self.problems(body) == problems)
    }

    @Test func somethingMustFire() {
        let snapshot = Samples.silentStandby()
        func problems(_ alert: String, cluster: String? = nil, node: String? = nil) -> [String] {
            AcknowledgeRequest(cluster: cluster, node: node, alert: alert, comment: nil, author: "a").problems(
                in: snapshot)
        }
        #expect(problems("PostgresNodeDown").isEmpty && problems("*", cluster: "orders", node: "db-b").isEmpty)
        #expect(
            problems("PostgresNodeDown", cluster: "orders", node: "db-a")
                == ["no alert that fires is named PostgresNodeDown of orders/db-a"])
        #expect(problems("*", cluster: "x") == ["no cluster is named x; there are: orders"])
    }

    @Test func theReplyNamesWhatWasAcknowledged() throws {
        var alert = Samples.silentStandby().alerts[0]
        alert.acknowledge(Acknowledgement(author: "anna", at: Samples.wall, comment: "on it"))
        let reply = try AcknowledgeReply(json: AcknowledgeReply.success([alert]).json())
        #expect(reply.isSuccess && reply.version == 1 && reply.acknowledged.map(\.acknowledgedBy) == ["anna"])
        let refused = AcknowledgeReply.error(problems: ["no"]).json()
        #expect(try ErrorReply(json: refused).problems == ["no"])
        #expect(try !AcknowledgeReply(json: refused).isSuccess)
    }

    @Test func whoeverAcknowledgesHearsWhoGoesOnReminding() throws {
        let request = AcknowledgeRequest(
            cluster: nil, node: nil, alert: "PostgresNodeDown", comment: nil, author: "anna")
        var snapshot = Samples.silentStandby()
        #expect(!snapshot.daemon.notifications.isEmpty)
        let reminder = "an Alertmanager that knows it goes on reminding; silence it there (amtool)"
        #expect(request.warnings(in: snapshot) == [reminder])
        let reply = AcknowledgeReply.success(snapshot.alerts, warnings: ["not saved"])
        #expect(reply.warning(request.warnings(in: snapshot)).warnings == [reminder, "not saved"])
        snapshot.daemon.notifications = []
        #expect(request.warnings(in: snapshot).isEmpty)
        #expect(AcknowledgeReply.success([]).warning([]).warnings == nil)
    }
}
