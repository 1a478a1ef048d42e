import Exposition
import Replication
import Testing

@Suite struct StatusDocumentTests {
    @Test(arguments: [false, true])
    func survivesItsJSON(pretty: Bool) throws {
        for snapshot in [Samples.silentStandby(), Samples.healthy(), Samples.snapshot([])] {
            let document = StatusDocument(snapshot, now: snapshot.instant)
            #expect(try StatusDocument(json: document.json(pretty: pretty)) == document)
        }
    }

    @Test func unknownValuesAreExplicitNulls() {
        let document = StatusDocument(Samples.silentStandby(), now: Samples.published)
        let json = String(decoding: document.json(), as: UTF8.self)
        for key in ["lag_seconds", "lag_bytes", "lag_error_bound_seconds", "delay_seconds", "upstream", "term"] {
            #expect(json.contains("\"\(key)\":null"), "\(key)")
        }
        #expect(json.contains("\"lag_unknown_reason\":\"db-b: cannot connect: Connection refused\""))
        #expect(json.contains("\"failure\":\"connect\""))
        #expect(json.contains("\"failure\":null"))
    }

    @Test func keysOfEvidenceAreLeftAsTheyAre() throws {
        let document = StatusDocument(Samples.healthy(), now: Samples.published)
        let json = document.json()
        #expect(String(decoding: json, as: UTF8.self).contains("\"camelCase_Key\":\"kept\""))
        #expect(try StatusDocument(json: json).clusters[0].nodes[1].details["replay_lsn"] == "0/3000148")
    }

    @Test func agesGrowBetweenSnapshots() {
        let snapshot = Samples.healthy()
        let document = StatusDocument(snapshot, now: snapshot.instant.advanced(by: .seconds(30)))
        #expect(document.clusters[0].nodes.map(\.observedAgeSeconds) == [30.1, 30.3])
    }

    @Test func missingKeysAreNilAndUnknownOnesIgnored() throws {
        let json = """
            {"version":1,"generated_at":"2026-01-02T03:04:05.678Z","verdict":"ok","clusters":[],"later":{"a":1},
             "alerts":[{"name":"X","severity":"warning","state":"firing","active_at":"","silenced":false,
                        "summary":"","evidence":{}}]}
            """
        let document = try StatusDocument(json: Array(json.utf8))
        #expect(document.alerts[0].cluster == nil)
    }

    @Test(arguments: ["", "{}", "[]", "{\"version\":1", "\u{0}"])
    func refusesWhatIsNoDocument(json: String) {
        #expect(throws: (any Error).self) { try StatusDocument(json: Array(json.utf8)) }
    }
}
