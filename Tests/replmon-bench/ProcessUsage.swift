import FoundationEssentials
import Glibc

/// The resources that a process uses, by the kernel (proc(5)).
struct ProcessUsage {
    let descriptors: Int
    let threads: Int
    let residentBytes: Int

    /// Of a process of this user, or of any for root.
    init(of pid: Int32) throws {
        let files = FileManager.default
        descriptors = try files.contentsOfDirectory(atPath: "/proc/\(pid)/fd").count
        threads = try files.contentsOfDirectory(atPath: "/proc/\(pid)/task").count
        residentBytes = try Self.kibibytes(["VmRSS"], in: "/proc/\(pid)/status") << 10
    }

    /// User and system time of all threads, those that have ended included, to the nanosecond.
    static func processorTime(of pid: Int32) throws -> Duration {
        var clock = clockid_t()
        var time = timespec()
        guard unsafe clock_getcpuclockid(pid, &clock) == 0, unsafe clock_gettime(clock, &time) == 0 else {
            throw BenchError("cannot read the processor time of process \(pid)")
        }
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Memory that no other process maps: anonymous memory, and pages of files, such as the program's own code.
    static func privateBytes(of pid: Int32) throws -> Int {
        try kibibytes(["Private_Clean", "Private_Dirty"], in: "/proc/\(pid)/smaps_rollup") << 10
    }

    /// The process's own data. Other than pages of files, the kernel cannot drop it and read it again.
    static func anonymousBytes(of pid: Int32) throws -> Int {
        try kibibytes(["Anonymous"], in: "/proc/\(pid)/smaps_rollup") << 10
    }

    /// The sum of these `Name:   123 kB` lines.
    private static func kibibytes(_ names: [String], in path: String) throws -> Int {
        let text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        let values = names.compactMap { name in
            text.split(separator: "\n").first { $0.hasPrefix("\(name):") }?.split(separator: " ").dropFirst().first
                .flatMap { Int($0) }
        }
        guard values.count == names.count else { throw BenchError("\(path) does not contain \(names)") }
        return values.reduce(0, +)
    }
}
