import FoundationEssentials
import Glibc

/// How many entries a folder of /proc has.
func count(_ directory: String) throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: directory).count
}

/// The whole content of a log file.
func text(of path: String) throws -> String {
    String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
}

/// The processor time this process has used.
func processorTime() -> Duration {
    var usage = rusage()
    unsafe getrusage(RUSAGE_SELF.rawValue, &usage)
    return .seconds(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        + .microseconds(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec)
}

/// The memory this process has in use now.
func residentBytes() throws -> Int {
    let pages = try text(of: "/proc/self/statm").split(separator: " ").dropFirst().first.flatMap { Int($0) }
    return (pages ?? 0) * sysconf(Int32(_SC_PAGESIZE))
}
