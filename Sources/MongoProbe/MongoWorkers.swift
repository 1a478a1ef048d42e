internal import Dispatch
internal import QueueExecutor
internal import ReplicationCore
internal import Synchronization

/// Runs the blocking driver calls, separately for healthy and suspect members.
///
/// Every member has a serial queue of its own; a lane bounds how many of them are inside a call at once. A member whose
/// last call failed or timed out asks for a place in the small suspect lane. A call that takes longer than a healthy
/// one ever does (`patience`) gives its place back and goes on without one, so that many hanging members delay no
/// other; the number of those is bounded as well, because Dispatch on Linux runs at most 255 blocked queues of one
/// class.
package final class MongoWorkers: Sendable {
    static let patience: Duration = .milliseconds(250)
    static let overdueLimit = 64

    private let healthy: WorkerLane
    private let suspect: WorkerLane
    private let overdue = Atomic(0)
    private let watches = Atomic(0)
    private let watchLimit: Int
    private let timers = DispatchQueue(label: "replmon.mongo.timers")

    /// Workers for any number of members.
    ///
    /// - Parameters:
    ///   - healthyLanes: How many healthy members are asked at once. Raising it costs threads.
    ///   - suspectLanes: How many members that failed last time are asked at once.
    ///   - watchLimit: How many members have a watch that reports changes at once, with a thread each; further members
    ///     are only polled. All blocked threads together have to stay below 255.
    package init(healthyLanes: Int = 8, suspectLanes: Int = 2, watchLimit: Int = 96) {
        self.watchLimit = watchLimit
        healthy = WorkerLane(places: healthyLanes)
        suspect = WorkerLane(places: suspectLanes)
    }

    /// Calls under way that take long, abandoned ones included: each holds one thread.
    package var overdueCalls: Int { overdue.load(ordering: .relaxed) }

    /// Whether half of the threads for such calls are in use.
    var isCrowded: Bool { overdueCalls >= Self.overdueLimit / 2 }

    /// Members watched by an awaitable `hello`: each holds one thread.
    package var watchedMembers: Int { watches.load(ordering: .relaxed) }

    /// Runs `body` on `queue` and returns its value, or `nil` at the deadline; a body that has begun goes on then.
    func call<Value: Sendable>(
        on queue: DispatchQueue, isSuspect: Bool, deadline: MonotonicInstant, _ body: @escaping @Sendable () -> Value
    ) async -> Value? {
        let lane = isSuspect ? suspect : healthy
        let call = BlockingCall<Value>(lane: lane, workers: self)
        // A separate source: `asyncAfter` may be late by a tenth of its delay.
        let timer = DispatchSource.makeTimerSource(queue: timers)
        let left = max(.zero, MonotonicClock.now().duration(to: deadline))
        timer.schedule(deadline: .now() + .nanoseconds(Int(left.wholeNanoseconds)))
        timer.setEventHandler { call.expire() }
        defer { timer.cancel() }
        return await withCheckedContinuation { continuation in
            call.attach(continuation)
            timer.activate()
            lane.enter { [timers] in
                guard call.begin() else { return false }
                timers.asyncAfter(deadline: .now() + Self.patience.seconds) { [weak call] in call?.outstay() }
                queue.async { call.finish(body()) }
                return true
            }
        }
    }

    /// Counts one more call without a place; `false` at the limit, where a call keeps its place.
    func beginOverdue() -> Bool { Self.take(overdue, limit: Self.overdueLimit) }

    func endOverdue() { overdue.subtract(1, ordering: .relaxed) }

    /// Counts one more watched member; `false` at the limit: that member is polled only.
    func beginWatch() -> Bool { Self.take(watches, limit: watchLimit) }

    func endWatch() { watches.subtract(1, ordering: .relaxed) }

    private static func take(_ count: borrowing Atomic<Int>, limit: Int) -> Bool {
        guard count.add(1, ordering: .relaxed).newValue > limit else { return true }
        count.subtract(1, ordering: .relaxed)
        return false
    }
}
