import Dispatch
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Testing

@testable import MongoProbe

struct MongoWorkersTests {
    private static func soon(_ limit: Duration = .seconds(5)) -> MonotonicInstant {
        MonotonicClock.now().advanced(by: limit)
    }

    /// A call that does not return before the test says so.
    private final class Hang: Sendable {
        private let semaphore = DispatchSemaphore(value: 0)
        let queue = DispatchQueue(label: "hang", qos: .utility)
        func wait() { semaphore.wait() }
        func end() { semaphore.signal() }
    }

    @Test func aCallAnswersWithItsValue() async {
        let value = await MongoWorkers().call(
            on: DispatchQueue(label: "test"), isSuspect: false, deadline: Self.soon()
        ) { 42 }
        #expect(value == 42)
    }

    @Test func theDeadlineIsKeptWhateverTheCallDoes() async throws {
        let (workers, hang) = (MongoWorkers(), Hang())
        let began = MonotonicClock.now()
        let value: Int? = await workers.call(
            on: hang.queue, isSuspect: false, deadline: began.advanced(by: .milliseconds(400))
        ) {
            hang.wait()
            return 1
        }
        let took = began.duration(to: MonotonicClock.now())
        #expect(value == nil)
        #expect(took >= .milliseconds(400) && took < .milliseconds(500), "\(took)")
        #expect(workers.overdueCalls == 1)
        hang.end()
        try await eventually("the abandoned call to be over") { workers.overdueCalls == 0 }
    }

    @Test(arguments: [true, false])
    func hangingMembersDoNotDelayOthers(areSuspect: Bool) async throws {
        let workers = MongoWorkers(healthyLanes: 2, suspectLanes: 1)
        let hangs = (0..<8).map { _ in Hang() }
        defer { for hang in hangs { hang.end() } }
        let calls = hangs.map { hang in
            Task {
                await workers.call(on: hang.queue, isSuspect: areSuspect, deadline: Self.soon()) { hang.wait() }
            }
        }
        // At once past suspect ones; past healthy ones that all begin to hang now, after 8/2 times the patience.
        let bound: Duration = areSuspect ? .milliseconds(100) : MongoWorkers.patience * 5
        if !areSuspect {
            try await eventually("the hanging calls to take all places") { workers.overdueCalls > 0 }
        }
        let began = MonotonicClock.now()
        let value = await workers.call(
            on: DispatchQueue(label: "healthy", qos: .utility), isSuspect: false, deadline: Self.soon()
        ) { 1 }
        #expect(value == 1)
        #expect(began.duration(to: MonotonicClock.now()) < bound)
        for hang in hangs { hang.end() }
        for call in calls { await call.value }
        try await eventually("all calls to be over") { workers.overdueCalls == 0 }
    }

    @Test func aCallThatGaveUpWaitingIsNotBegun() async throws {
        let (lane, entered) = (WorkerLane(places: 1), Counter())
        lane.enter { true }
        lane.enter { false }
        lane.enter {
            entered.increase()
            return true
        }
        #expect(entered.value == 0)
        lane.leave()
        #expect(entered.value == 1)
    }
}
