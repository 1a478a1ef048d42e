import Glibc

/// The processor time of the calling thread: on a busy machine the clock on the wall says little.
enum ProcessorClock {
    static func now() -> Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
