import Alerting
import Exposition
import Foundation
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct StatusPageTests {
    private static func page(_ snapshot: Snapshot) -> String {
        String(decoding: StatusPage.html(snapshot, now: snapshot.instant), as: UTF8.self)
    }

    @Test func showsVerdictNodesFindingsAndUnknowns() {
        let page = Self.page(Samples.silentStandby())
        #expect(page.contains("<b class=\"critical\">✖ critical</b>"))
        #expect(page.contains("<bdi>db-a</bdi>"))
        #expect(page.contains("<td class=\"bad\"><bdi>connect</bdi></td>"))
        #expect(page.contains("<td class=\"number\"><bdi>?</bdi></td>"))
        #expect(page.contains("db-b does not answer: Connection refused"))
        #expect(page.contains("not known</b> db-b: cannot connect: Connection refused"))
        #expect(page.contains("firing <b>PostgresNodeDown</b>"))
        #expect(page.contains("as of <time>2026-01-02T03:04:05.678Z</time>"))
    }

    @Test func showsSlotsAndWhomToPromote() {
        let page = Self.page(Samples.healthy())
        #expect(
            page.contains(
                "<td class=\"number\"><bdi>1.</bdi></td><td><bdi>db-b</bdi></td>"
                    + "<td class=\"normal\"><bdi>loses 512B (3ms), 293ms of replay to do</bdi></td>"))
        #expect(page.contains("<td class=\"notable\"><bdi>unreserved</bdi></td><td class=\"number\"><bdi>5.0GB</bdi>"))
        #expect(page.contains("<bdi>in 4 min</bdi>"))
        for heading in ["Failover", "Replication slots"] {
            #expect(page.components(separatedBy: heading).count == 2, "a replica set has none")
        }
    }

    @Test func showsWhatAReplicaSetCanDoWhoSeesWhomAndItsOplogs() {
        let page = Self.page(Samples.snapshot([Samples.films()]))
        #expect(page.contains("<p class=\"normal\">takes writes; majority writes are acknowledged; writes go on"))
        #expect(page.contains("<tr><td><bdi>m-b</bdi></td><td class=\"bad\"><bdi>✗</bdi></td>"))
        #expect(page.contains("<tr><th>seen by</th><th><bdi>m-a</bdi></th>"))
        #expect(page.contains("<bdi>1h30m</bdi></td><td class=\"notable\"><bdi>in 2 h</bdi></td>"))
        #expect(page.contains("? the oplog is not full yet: m-c"))
        let healthy = Self.page(Samples.snapshot([Samples.orders(standbyName: "db-b")]))
        for heading in ["Who sees whom", "<h3>Oplog", "majority"] { #expect(!healthy.contains(heading)) }
    }

    @Test func showsWhatIsSilencedAcknowledgedAndComesAndGoes() {
        var snapshot = Samples.silentStandby()
        snapshot.silences = [Samples.silence(id: "1f2e3d4c"), Samples.silence(id: "over", seconds: 0)]
        snapshot.alerts[0].muting.silencedBy = "1f2e3d4c"
        snapshot.alerts[0].firing?.isFlapping = true
        snapshot.alerts[0].acknowledge(Acknowledgement(author: "anna", at: Samples.wall, comment: "on it"))
        let page = Self.page(snapshot)
        #expect(page.contains("silenced by 1f2e3d4c; acknowledged by anna (on it); comes and goes"))
        #expect(page.contains("<bdi>all of orders</bdi></td><td><bdi>2026-01-02T03:14:05.678Z</bdi>"))
        #expect(!page.contains("<bdi>over</bdi>"))
        #expect(!Self.page(Samples.silentStandby()).contains("Silences"))
    }

    @Test func showsThatHistoryIsNotSavedAndThatNobodyIsTold() {
        var snapshot = Samples.healthy()
        #expect(Self.page(snapshot).contains("takes no alerts for 1m30s: Connection refused"))
        snapshot.daemon.notifications = []
        #expect(!Self.page(snapshot).contains("replmon itself"))
        snapshot.daemon.history = .memoryOnly(reason: "Read-only file system")
        #expect(Self.page(snapshot).contains("a restart would forget: Read-only file system"))
    }

    @Test func linksToTheMachineReadableForms() {
        let page = Self.page(Samples.healthy())
        for target in ["/metrics", "/api/v1/status", "/api/v1/alerts", "/api/v1/events", "/api/v1/silences"] {
            #expect(page.contains("<a href=\"\(target)\">"))
        }
        #expect(page.contains("<meta http-equiv=\"refresh\" content=\"5\">"))
    }

    @Test(arguments: ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' onmouseover='x", "a&lt;b"])
    func namesAreTextNotMarkup(name: String) {
        func views(_ name: String) -> [ClusterView] {
            var set = Samples.films(name: name, text: name)
            set.replicaSet?.availability.readable = .unknown(name)
            set.replicaSet?.availability.indispensable = [name]
            set.replicaSet?.availability.failuresToleratedForWrites = .known(0)
            set.nodes[2].member?.oplog?.window = .unknown(name)
            set.replicaSet?.peerReports.append(PeerReport(reporter: nil, subject: "m-a", reaches: true, state: name))
            return [Samples.orders(standbyName: name, name: name), set]
        }
        func snapshot(_ name: String) -> Snapshot {
            var snapshot = Samples.snapshot(views(name))
            snapshot.silences = [Samples.silence(id: name)]
            (snapshot.silences[0].author, snapshot.silences[0].reason) = (name, name)
            snapshot.silences[0].matcher = AlertMatcher(cluster: name, node: name, alert: name)
            snapshot.daemon.history = .memoryOnly(reason: name)
            snapshot.daemon.notifications[1].failure = name
            return snapshot
        }
        let plain = Self.page(snapshot("plain"))
        let page = Self.page(snapshot(name))
        #expect(!page.contains(name))
        #expect(page.filter { $0 == "<" }.count == plain.filter { $0 == "<" }.count)
        #expect(page.filter { $0 == "\"" }.count == plain.filter { $0 == "\"" }.count)
    }

    @Test func controlAndDirectionCharactersAreMadeVisible() {
        let page = Self.page(Samples.snapshot([Samples.orders(standbyName: "db\u{0}\u{202E}b")]))
        #expect(page.contains("db\\u{0}\\u{202E}b"))
    }

    @Test func needsNothingFromElsewhere() {
        let page = Self.page(Samples.silentStandby())
        for forbidden in ["<script", "<link", "src=", "href=\"http", "@import", "url("] {
            #expect(!page.contains(forbidden))
        }
    }

    @Test func saysWhenThereIsNothingToWatch() {
        #expect(Self.page(Samples.snapshot([])).contains("No cluster is configured."))
    }
}
