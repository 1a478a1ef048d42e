import Testing

@testable import ReplmonCtl

@Suite struct UnknownNameTests {
    @Test func namesTheNearest() {
        #expect(
            UnknownName.message("oders", clusters: ["media", "orders"])
                == "no cluster is named oders; the nearest: orders, media")
        #expect(
            UnknownName.message("x\u{1B}", clusters: []) == "no cluster is named x\\u{1B}")
    }

    @Test(arguments: [
        ("slotatrisk", "PostgresSlotAtRisk"), ("SlotRisk", "PostgresSlotAtRisk"),
        ("PostgresReplicationLagg", "PostgresReplicationLag"),
        ("odrers", "orders"),
    ])
    func alertsAreNamesToo(word: String, nearest: String) {
        let message = UnknownName.message(word, clusters: ["orders"], orAlerts: true)
        #expect(message.contains("; the nearest: \(nearest)"))
    }

    @Test func absurdNamesAreMeasuredWithinReason() {
        let long = String(repeating: "a", count: 1_000_000)
        #expect(UnknownName.nearest(to: long, among: [long + "b", "c"]).count == 2)
    }
}
