import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct StatusDocumentDaemonTests {
    private static func daemon(_ history: HistoryHealth?, telling: Bool = true) throws -> StatusDocument.Daemon {
        var snapshot = Samples.healthy()
        snapshot.daemon.history = history
        if !telling { snapshot.daemon.notifications = [] }
        let document = StatusDocument(snapshot, now: snapshot.instant)
        #expect(try StatusDocument(json: document.json()) == document)
        return try #require(document.daemon)
    }

    @Test func allWellIsNoProblem() throws {
        let daemon = try Self.daemon(.saved, telling: false)
        #expect(daemon.historySaved == true && daemon.problems.isEmpty && daemon.version == "1.0.0")
        #expect(try Self.daemon(nil, telling: false).historySaved == nil)
    }

    @Test func whatIsNotSavedOrNotTakenIsSaid() throws {
        let daemon = try Self.daemon(.memoryOnly(reason: "/var/lib/replmon/history.db: No space left on device"))
        #expect(
            daemon.problems == [
                "history is not saved, a restart would forget: /var/lib/replmon/history.db: No space left on device",
                "http://10.0.0.2:9093/am takes no alerts for 1m30s: Connection refused; 3 waiting",
            ])
        func anew(_ secondsAgo: Double) throws -> StatusDocument.Daemon {
            let at = Samples.silentStandby().instant.advanced(by: .seconds(-secondsAgo))
            return try Self.daemon(
                .startedAnew(file: "/x.unreadable", reason: "noise", lost: .events, at: at), telling: false)
        }
        #expect(try anew(60).historySaved == true)
        #expect(
            try anew(60).problems == ["history: the former file could not be read (noise); it is now /x.unreadable"])
        #expect(try anew(3600).problems.isEmpty, "as long as the alert")
    }

    @Test func aReleaseThatDoesNotTellIsUnderstood() throws {
        let json = #"{"version":1,"generated_at":"","verdict":"ok","clusters":[],"alerts":[]}"#
        let document = try StatusDocument(json: Array(json.utf8))
        #expect(document.daemon == nil && document.silences.isEmpty)
    }
}
