import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct StatusDocumentFailoverTests {
    private static func cluster(_ readiness: [FailoverReadiness]) -> StatusDocument.Cluster {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes = readiness.enumerated().map { number, readiness in
            var node = view.nodes[1]
            node.name = "db-\(number)"
            node.postgresql = PostgresNodeView(readiness: readiness)
            return node
        }
        return StatusDocument(Samples.snapshot([view]), now: Samples.published).clusters[0]
    }

    private static func text(_ readiness: FailoverReadiness) -> String? {
        cluster([readiness]).failoverOrder.first?.readiness.text
    }

    private static let level = FailoverReadiness(
        rank: 1, lossBytes: .known(0), lossTime: .known(.zero), backlogBytes: .known(0))

    @Test func theBestComesFirstAndTheUnfitLast() {
        let fit = [2, nil, 1].map { rank in
            FailoverReadiness(rank: rank, lossBytes: .known(0), lossTime: .known(.zero), backlogBytes: .known(0))
        }
        let order = Self.cluster(fit).failoverOrder
        #expect(order.map(\.node.name) == ["db-2", "db-0", "db-1"])
        #expect(order.map(\.readiness.place) == ["1.", "2.", "–"])
    }

    @Test func saysWhatIsLostAndWhatIsLeftToDo() {
        #expect(Self.text(Self.level) == "loses 0B, nothing to replay")
        var behind = Self.level
        behind.lossBytes = .known(1_258_291)
        behind.lossTime = .known(.milliseconds(1230))
        behind.backlogBytes = .known(2048)
        #expect(Self.text(behind) == "loses 1.2MB (1.2s), 2.0kB to replay")
        behind.backlogTime = .milliseconds(200)
        behind.obstacles = ["max_connections is lower than the primary's"]
        #expect(
            Self.text(behind)
                == "loses 1.2MB (1.2s), 200ms of replay to do; max_connections is lower than the primary's")
    }

    @Test func saysWhyAStandbyMustNotBePromotedAndWhatItWouldCost() {
        let unfit = FailoverReadiness(
            lossBytes: .unknown("db-b does not answer"), lossTime: .unknown("x"), backlogBytes: .unknown("stale"),
            obstacles: ["db-b does not answer", "replay is paused"])
        #expect(
            Self.text(unfit) == "must not be promoted: db-b does not answer; replay is paused "
                + "(loss not known: db-b does not answer, replay to do not known: stale)")
    }
}
