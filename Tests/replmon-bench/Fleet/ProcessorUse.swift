import Glibc

/// How much of a core a process used over some time, and the most threads that it was seen with.
struct ProcessorUse {
    /// 1 is all of one core.
    let share: Double
    let threads: Int

    /// Of the time that `body` takes; threads are counted at its ends.
    static func meter(of pid: Int32, _ body: () throws -> Void) throws -> ProcessorUse {
        let (before, start) = (try ProcessUsage.processorTime(of: pid), ContinuousClock.now)
        try body()
        let (after, end) = (try ProcessUsage.processorTime(of: pid), ContinuousClock.now)
        return ProcessorUse(share: (after - before) / (end - start), threads: try ProcessUsage(of: pid).threads)
    }

    /// Of a pause of that length; threads are counted once a second.
    init(of pid: Int32, over duration: Duration) throws {
        var most = 0
        let used = try Self.meter(of: pid) {
            let end = ContinuousClock.now + duration
            while ContinuousClock.now < end {
                most = max(most, try ProcessUsage(of: pid).threads)
                rest(for: min(.seconds(1), end - ContinuousClock.now))
            }
        }
        self.init(share: used.share, threads: max(most, used.threads))
    }

    private init(share: Double, threads: Int) {
        self.share = share
        self.threads = threads
    }
}
