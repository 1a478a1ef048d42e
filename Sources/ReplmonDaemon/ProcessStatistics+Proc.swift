internal import Exposition
import Glibc

extension ProcessStatistics {
    /// The statistics of this process from `/proc/self` (proc(5)); a value that cannot be read is left out.
    static func ofThisProcess() -> ProcessStatistics {
        var statistics = ProcessStatistics()
        statistics.cpu = cpu()
        let memory = text(of: "/proc/self/statm").split(separator: " ").prefix(2).compactMap { UInt64($0) }
        if memory.count == 2 {
            let page = UInt64(max(1, sysconf(Int32(_SC_PAGESIZE))))
            statistics.virtualBytes = memory[0] &* page
            statistics.residentBytes = memory[1] &* page
        }
        statistics.openDescriptors = entries(in: "/proc/self/fd").map { $0 - 1 }
        statistics.threads = entries(in: "/proc/self/task")
        statistics.maximumDescriptors = maximumDescriptors()
        return statistics
    }

    private static func cpu() -> Duration? {
        var usage = rusage()
        guard unsafe getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return nil }
        return [usage.ru_utime, usage.ru_stime].reduce(.zero) { sum, time in
            sum + .seconds(Int64(time.tv_sec)) + .microseconds(Int64(time.tv_usec))
        }
    }

    private static func maximumDescriptors() -> Int? {
        var limit = rlimit()
        return unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0
            ? Int(clamping: limit.rlim_cur) : nil
    }

    /// A small file's text; empty when it cannot be read.
    private static func text(of path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(descriptor, $0.baseAddress, $0.count) }
        return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : ""
    }

    private static func entries(in path: String) -> Int? {
        guard let directory = unsafe opendir(path) else { return nil }
        defer { unsafe closedir(directory) }
        var count = 0
        while let entry = unsafe readdir(directory) {
            if unsafe entry.pointee.d_name.0 != CChar(UInt8(ascii: ".")) { count += 1 }
        }
        return count
    }
}
