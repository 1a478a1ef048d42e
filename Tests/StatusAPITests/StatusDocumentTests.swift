import ReplicationCore
import StatusAPI
import TestSupport
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

    @Test func tellsRatesTrendReadinessAndSlots() throws {
        let nodes = StatusDocument(Samples.healthy(), now: Samples.published).clusters[0].nodes
        #expect(nodes[0].rates?.generatedBytesPerSecond == 3_250_586)
        #expect(nodes[0].readiness == nil && nodes[0].trend == nil)
        #expect(nodes[1].trend == "catching_up" && nodes[1].catchUpSeconds == 1.2)
        #expect(nodes[1].readiness?.lossBytes == 512 && nodes[1].readiness?.lossSeconds == 0.003)
        #expect(nodes[1].readiness?.backlogSeconds == 0.293)
        #expect(nodes[0].slots.map(\.name) == ["old", "db-b"])
        #expect(nodes[0].slots[0].safeBytes == -1024 && nodes[0].slots[0].secondsToLoss == 240)
        #expect(nodes[0].slotsNotListed == nil)
    }

    @Test func replicaSetsHaveNothingOfThat() {
        let json = String(
            decoding: StatusDocument(Samples.snapshot([Samples.media()]), now: Samples.published).json(), as: UTF8.self)
        for text in ["rates", "trend", "catch_up_seconds", "falling_behind_bytes_per_second", "readiness"] {
            #expect(json.contains("\"\(text)\":null"))
        }
        #expect(json.contains("\"slots\":[]"))
    }

    @Test func whatIsUnknownInReadinessHasItsReason() {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes[1].postgresql?.readiness = FailoverReadiness(
            lossBytes: .unknown("no primary"), lossTime: .unknown("no history"), backlogBytes: .unknown("stale"),
            obstacles: ["db-b does not answer"])
        let document = StatusDocument(Samples.snapshot([view]), now: Samples.published)
        let json = String(decoding: document.json(), as: UTF8.self)
        for text in [
            "\"rank\":null", "\"loss_bytes\":null", "\"loss_bytes_unknown_reason\":\"no primary\"",
            "\"loss_seconds\":null", "\"loss_seconds_unknown_reason\":\"no history\"", "\"backlog_bytes\":null",
            "\"backlog_bytes_unknown_reason\":\"stale\"", "\"obstacles\":[\"db-b does not answer\"]",
        ] {
            #expect(json.contains(text), "\(text)")
        }
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity])
    func ratesThatAreNoNumbersAreUnknown(rate: Double) throws {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes[1].postgresql?.rates = WALRates(received: rate, replayed: 1)
        view.nodes[1].postgresql?.trend = .fallingBehind(rate)
        let document = StatusDocument(Samples.snapshot([view]), now: Samples.published)
        #expect(try StatusDocument(json: document.json()) == document)
        #expect(document.clusters[0].nodes[1].rates?.receivedBytesPerSecond == nil)
    }

    @Test func ofVeryManySlotsTheWorstAreListed() {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes[0].postgresql?.slots = (0..<300).map { number in
            SlotView(
                name: "slot\(number)", type: "physical", active: number != 250, retainedBytes: UInt64(number))
        }
        view.nodes[0].postgresql?.slots[7].walStatus = "lost"
        let node = StatusDocument(Samples.snapshot([view]), now: Samples.published).clusters[0].nodes[0]
        #expect(node.slots.count == 100 && node.slotsNotListed == 200)
        #expect(node.slots.prefix(3).map(\.name) == ["slot7", "slot250", "slot0"])
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

    @Test func aDaemonThatKnowsNoSlotsIsUnderstood() throws {
        let json = String(decoding: StatusDocument(Samples.healthy(), now: Samples.published).json(), as: UTF8.self)
        let older = json.replacing(/,"slots":\[[^\]]*\],"slots_not_listed":null/, with: "")
        #expect(!older.contains("slots"))
        #expect(try StatusDocument(json: Array(older.utf8)).clusters[0].nodes[0].slots.isEmpty)
    }

    @Test(arguments: ["", "{}", "[]", "{\"version\":1", "\u{0}"])
    func refusesWhatIsNoDocument(json: String) {
        #expect(throws: (any Error).self) { try StatusDocument(json: Array(json.utf8)) }
    }
}
