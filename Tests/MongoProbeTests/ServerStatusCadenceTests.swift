import MongoReplication
import ReplicationCore
import Testing

@testable import MongoProbe

struct ServerStatusCadenceTests {
    private static let quiet = ServerStatusCadence.Situation(
        state: .secondary, term: 3, primary: "a:1", processID: "p")

    private static func second(_ second: Double) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(second))
    }

    /// In which of the polls at these seconds the facts are asked for; the situation may change on the way.
    private static func asked(
        at seconds: [Double], failing: Set<Double> = [],
        _ situation: (Double) -> ServerStatusCadence.Situation = { _ in quiet }
    ) -> [Double] {
        var cadence = ServerStatusCadence()
        return seconds.filter { time in
            guard cadence.isDue(in: situation(time), at: second(time)) else { return false }
            cadence.asked(at: second(time), answered: !failing.contains(time))
            return true
        }
    }

    @Test func atFirstForTenSecondsAndThenEachHalfMinute() {
        let polls = stride(from: 0.0, through: 100, by: 5).map { $0 }
        #expect(Self.asked(at: polls) == [0, 5, 10, 40, 70, 100])
    }

    @Test(arguments: [
        ServerStatusCadence.Situation(state: .rollback, term: 3, primary: "a:1", processID: "p"),
        ServerStatusCadence.Situation(state: .secondary, term: 4, primary: "a:1", processID: "p"),
        ServerStatusCadence.Situation(state: .secondary, term: 3, primary: "b:1", processID: "p"),
        ServerStatusCadence.Situation(state: .secondary, term: 3, primary: "a:1", processID: "q"),
    ])
    func atOnceAndForAWhileAfterAChange(_ changed: ServerStatusCadence.Situation) {
        let polls = [0, 5, 10, 20, 21, 25, 30, 36, 60, 61.0]
        #expect(Self.asked(at: polls) { $0 < 20 ? Self.quiet : changed } == [0, 5, 10, 20, 21, 25, 30, 60])
    }

    @Test func oneThatWasNotAnsweredWaitsItsTimeAlsoAfterAChange() {
        #expect(Self.asked(at: [0, 5, 10, 29, 30, 35], failing: [0, 30]) == [0, 30])
    }
}
