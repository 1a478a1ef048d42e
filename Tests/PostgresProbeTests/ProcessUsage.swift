import FoundationEssentials
import Glibc

/// The resources that this process uses.
enum ProcessUsage {
    /// Processor time so far, of all threads, in user and system mode.
    static var processorTime: Duration {
        var usage = rusage()
        unsafe getrusage(__rusage_who_t(0), &usage)
        let seconds = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec
        return .seconds(seconds) + .microseconds(Int64(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec))
    }

    /// Open descriptors.
    static func descriptors() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }
}
