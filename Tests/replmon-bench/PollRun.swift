import Glibc
import QueueExecutor
import ReplicationCore

/// Polls of one probe, one after the other, and what they cost this process.
struct PollRun {
    /// From asking to having the reading.
    let wall: LatencySamples
    /// Processor time of this process, user and system, all threads, divided by the number of polls.
    let processorTimePerPoll: Duration

    /// Fails with the first poll that fails.
    static func polls(_ count: Int, of probe: some Probe, each limit: Duration = .seconds(2)) async throws -> PollRun {
        var wall = LatencySamples()
        let before = try ProcessUsage.processorTime(of: getpid())
        for _ in 0..<count {
            let start = MonotonicClock.now()
            _ = try await probe.observe(deadline: start.advanced(by: limit))
            wall.add(start.duration(to: MonotonicClock.now()))
        }
        let used = try ProcessUsage.processorTime(of: getpid()) - before
        return PollRun(wall: wall, processorTimePerPoll: used / count)
    }
}
