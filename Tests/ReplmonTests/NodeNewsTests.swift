import MongoReplication
import ReplicationCore
import Testing

@testable import ReplmonDaemon

struct NodeNewsTests {
    private static let key = Coordinator.NodeKey(cluster: "orders", node: "db-a")

    private static func observation(_ result: Result<NodeReading, ProbeFailure>) -> NodeObservation {
        let instant = MonotonicInstant(nanoseconds: 0)
        return Observation(startedAt: instant, completedAt: instant, result: result)
    }

    @Test func aNodeThatBeginsToFailOrBecomesAPrimaryIsNewsOnce() {
        var news = NodeNews()
        let (primary, standby) = (Self.observation(.success(.primary)), Self.observation(.success(.standby)))
        let failure = Self.observation(.failure(.connect("refused")))
        let told = [standby, failure, failure, standby, primary, primary, failure, primary, standby].map {
            news.isNews($0, of: Self.key)
        }
        #expect(told == [false, true, false, false, true, false, true, false, false])
    }

    @Test func aMemberThatBecomesThePrimaryIsNewsOnce() {
        var news = NodeNews()
        let (primary, secondary) = (
            Self.observation(.success(.mongodb(MongoReading(hello: HelloReply(isWritablePrimary: true))))),
            Self.observation(.success(.mongodb(MongoReading(hello: HelloReply(secondary: true)))))
        )
        let told = [primary, secondary, primary, primary, secondary].map { news.isNews($0, of: Self.key) }
        #expect(told == [false, false, true, false, false])
    }

    @Test func whatANodeIsFoundToBeAtFirstIsNone() {
        var news = NodeNews()
        let primary = Self.observation(.success(.primary))
        let first = news.isNews(primary, of: Self.key)
        news.forget(Self.key)
        let afterForgetting = news.isNews(primary, of: Self.key)
        #expect(!first && !afterForgetting)
    }
}
