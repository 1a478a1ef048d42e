import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct EventsDocumentTests {
    @Test func survivesItsJSONWithTheKeysOfDetailsAsTheyAre() throws {
        let event = Event(
            at: Samples.wall, kind: .alertFiring, cluster: "orders", summary: "s\u{1B}",
            details: ["lagSeconds_max": "1\"2"])
        let json = EventsDocument([event]).json()
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"{"events":[{"at":"2026-01-02T03:04:05.678Z","cluster":"orders","details":{"lagSeconds_max":"1\"2"},"#
                + #""kind":"alert_firing","node":null,"summary":"s\u001b"}],"version":1}"#)
        #expect(try EventsDocument(json: json) == EventsDocument([event]))
    }

    @Test func kindsOfALaterReleaseAreRead() throws {
        let json = #"{"version":1,"events":[{"at":"x","kind":"later","summary":"","details":{},"new":1}]}"#
        #expect(try EventsDocument(json: Array(json.utf8)).events.map(\.kind) == ["later"])
    }
}
