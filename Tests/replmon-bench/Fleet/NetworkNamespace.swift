import FoundationEssentials
import Glibc
import ReplicationLab

/// The network namespace in which a fleet has all loopback addresses to itself. It goes with its last process.
enum NetworkNamespace {
    /// Starts this program anew, as the same process, in a new network namespace. Returns only by an error.
    static func enter(arguments: some Sequence<String>) throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let words = ["unshare", "--net", "--", program] + arguments
        DriverCounters.remove()
        let pointers: [UnsafeMutablePointer<CChar>?] = unsafe words.map { unsafe strdup($0) } + [nil]
        unsafe execvp("unshare", pointers)
        throw BenchError("cannot start unshare (errno \(errno)): install util-linux")
    }

    /// Turns on the loopback interface. Servers and the replmon under test inherit the limit of open files.
    static func prepare(in lab: Lab) throws {
        try command(["ip", "link", "set", "lo", "up"], in: lab)
        var limit = rlimit()
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        try BenchError.check(unsafe getrlimit(files, &limit), "cannot read the limit of open files")
        limit.rlim_cur = limit.rlim_max
        try BenchError.check(unsafe setrlimit(files, &limit), "cannot raise the limit of open files")
    }

    /// Runs a command that changes the network.
    static func command(_ words: [String], in lab: Lab) throws {
        let (output, status) = try LabProgram.run(words, in: lab)
        if status != 0 { throw BenchError("\(words.joined(separator: " ")) failed: \(output)") }
    }
}
