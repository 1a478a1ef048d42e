import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct EventsQueryTests {
    private static let now = Samples.wall

    private static func query(_ fields: (name: String, value: String)...) throws(RequestProblems) -> EventsQuery {
        try EventsQuery(fields, wallNow: now)
    }

    @Test func sinceIsATimeOrADuration() throws {
        #expect(try Self.query(("since", "2h")).since?.milliseconds == Self.now.milliseconds - 7_200_000)
        #expect(try Self.query(("since", "2026-01-02T03:00:00Z")).since?.milliseconds == 1_767_322_800_000)
        #expect(try Self.query(("since", "999999999d")).since != nil)
        let all = try Self.query()
        #expect(all.since == nil && all.limit == 100 && all.cluster == nil)
    }

    @Test func everythingWrongIsNamed() {
        let error = #expect(throws: RequestProblems.self) {
            try Self.query(
                ("since", "yesterday"), ("limit", "0"), ("cluster", ""), ("limit", "5"), ("sinze", "1h"))
        }
        #expect(
            error?.lines == [
                "the parameter `limit` is there twice",
                "there is no parameter `sinze`; there are: since, limit, cluster",
                "the parameter `since` must be a time such as 2026-01-02T03:04:05Z, or a duration such as 2h",
                "the parameter `cluster` must be a name",
            ])
    }

    @Test(arguments: ["0", "-1", "10001", "1e3", "", "99999999999999999999"])
    func limitsAreBounded(limit: String) {
        #expect(throws: RequestProblems(["the parameter `limit` must be a number from 1 to 10000"])) {
            try Self.query(("limit", limit))
        }
    }

    @Test func ofOneClusterTheNewestAreWanted() throws {
        let events = (0..<10).map { number in
            Event(
                at: WallInstant(milliseconds: Int64(number)), kind: .election, cluster: number % 2 == 0 ? "a" : "b",
                summary: "\(number)")
        }
        let query = try Self.query(("cluster", "a"), ("limit", "2"))
        #expect(query.searchLimit == 10_000 && query.select(events).map(\.summary) == ["6", "8"])
        #expect(try Self.query(("limit", "3")).select(events).map(\.summary) == ["7", "8", "9"])
    }

    @Test func alertsQueryKnowsAll() throws {
        #expect(try AlertsQuery([]).includesResolved == false && AlertsQuery([("all", "true")]).includesResolved)
        #expect(throws: RequestProblems(["the parameter `all` must be true or false"])) {
            try AlertsQuery([("all", "yes")])
        }
    }
}
