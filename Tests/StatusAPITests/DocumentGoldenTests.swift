import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

/// Each endpoint's whole document, as it was when its keys were promised.
@Suite struct DocumentGoldenTests {
    private static let statuses: [(String, Snapshot)] = [
        ("status-postgresql-healthy", Samples.snapshot([Samples.orders(standbyName: "db-b")])),
        ("status-standby-silent", Samples.silentStandby()),
        ("status-alert-acknowledged", acknowledged),
        ("status-replica-set", Samples.snapshot([Samples.media(), Samples.films()])),
        ("status-replica-set-unknown", Samples.snapshot([unknownSet])),
        ("status-hostile-names", Samples.snapshot([Samples.films(name: hostile, text: hostile)])),
        ("status-empty", Samples.snapshot([])),
    ]

    private static let hostile = "\"quoted\" \\ / \u{1B}[31m\t\r\n\u{0} é — 数据 😀"

    private static var acknowledged: Snapshot {
        var snapshot = Samples.acknowledgedLag()
        snapshot.silences = [Samples.silence(id: "1f2e3d4c")]
        snapshot.daemon.history = .memoryOnly(reason: "disk full")
        return snapshot
    }

    private static var unknownSet: ClusterView {
        var view = Samples.films()
        let reason = "m-a does not answer"
        view.replicaSet?.availability = ReplicaSetAvailability(
            writable: .unknown(reason), majorityWritable: .unknown(reason), readable: .known(false),
            failuresToleratedForWrites: .unknown(reason), failuresToleratedForMajorityWrites: .unknown(reason))
        view.replicaSet?.availability.indispensable = ["m-a", "m-b"]
        view.replicaSet?.availability.majorityWriteDelay = .milliseconds(2500)
        view.nodes[1].lag?.comparedWith = "m-c"
        return view
    }

    @Test(arguments: statuses)
    func statusDocumentIsTheCommittedOne(name: String, snapshot: Snapshot) throws {
        let now = snapshot.instant.advanced(by: .milliseconds(100))
        try expect(StatusDocument(snapshot, now: now), name)
    }

    @Test func alertsDocumentIsTheCommittedOne() throws {
        var snapshot = Self.acknowledged
        var ended = snapshot.alerts[0]
        ended.identity.subject = .init(node: "db-b", slot: "old")
        ended.state = .resolved(
            Alert.Resolution(at: Samples.published, firedAt: Samples.wall, resolvedAt: Samples.wall))
        ended.severity = .warning
        snapshot.alerts.append(ended)
        for (name, all) in [("alerts", false), ("alerts-all", true)] {
            let document = AlertsDocument(snapshot, includingResolved: all)
            try Golden(name: name).expect(pretty: document.json(pretty: true), compact: document.json())
        }
    }

    @Test func silencesAndEventsAreTheCommittedOnes() throws {
        try expect(SilencesDocument(Self.acknowledged), "silences")
        let events = [
            Event(at: Samples.wall, kind: .started, summary: "replmon 1.0.0 started"),
            Event(
                at: Samples.wall, kind: .roleChanged, cluster: "orders", node: "db-b", summary: "db-b is primary",
                details: ["to": "primary", "from": "standby", "Lag_seconds": "2", "lag_bytes": "3", "é": "e"]),
        ]
        try expect(EventsDocument(events), "events")
    }

    @Test func requestsAreTheCommittedOnes() throws {
        try expect(
            SilenceRequest(
                cluster: "orders", node: "db-*", duration: .milliseconds(90_500), reason: "disk", author: "anna"),
            "request-silence")
        try expect(
            AcknowledgeRequest(cluster: "orders", node: nil, alert: "Postgres*", comment: "on it", author: "anna"),
            "request-acknowledge")
    }

    @Test func repliesAreTheCommittedOnes() throws {
        var silence = SilenceReply.success(Samples.silence(id: "1f2e3d4c"), warnings: ["not saved"])
        silence.matchingAlerts = 2
        try expect(silence, "reply-silence")
        try expect(SilenceReply.error(problems: ["full"]), "reply-silence-refused")
        try expect(AcknowledgeReply.success(Self.acknowledged.alerts, warnings: ["not saved"]), "reply-acknowledge")
        try expect(AcknowledgeReply.error(problems: ["full"]), "reply-acknowledge-refused")
        try expect(ReloadReply.success(changed: ["cluster orders: added"]), "reply-reload")
        try expect(ReloadReply.error(problems: ["replmon.yaml:1:1: no"]), "reply-reload-refused")
        try expect(ErrorReply(problems: ["one", "two"]), "reply-error")
    }

    @Test("The members of every object are sorted by name")
    func membersAreSorted() throws {
        for golden in try Golden.all() {
            var names: [String] = []
            for line in golden.split(separator: "\n").map({ $0.drop { $0 == " " } }) {
                if let name = line.prefixMatch(of: #/"([a-zA-Z_]+)" : /#)?.1, let last = names.last {
                    #expect(last < name, "\(name)")
                    names[names.count - 1] = String(name)
                }
                if line.hasSuffix("{") || line.hasSuffix("[") { names.append("") }
                if line.hasPrefix("}") || line.hasPrefix("]") { names.removeLast() }
            }
        }
    }

    private func expect(
        _ document: some JSONDocument, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        try Golden(name: name).expect(
            pretty: document.json(pretty: true), compact: document.json(), sourceLocation: sourceLocation)
    }
}
