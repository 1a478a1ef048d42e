import FoundationEssentials
import Glibc
import Synchronization

/// One server: a child process with a data directory as its working directory, and the processes that it starts there.
final class ServerProcess: Sendable {
    let name: String
    let launch: Launch
    /// The file that its output goes to.
    let log: String

    private let child = Mutex<pid_t?>(nil)

    init(name: String, launch: Launch, log: String, in lab: Lab) {
        self.name = name
        self.launch = launch
        self.log = log
        lab.atEnd { [self] in reap(within: .seconds(5)) }
    }

    /// Starts the server with `extra` arguments; it is not ready yet when this returns.
    func start(_ extra: [String] = []) throws {
        if isRunning { throw LabError("\(name) runs already") }
        let output = try FileText.open(log, O_WRONLY | O_CREAT | O_APPEND)
        let null = try FileText.open("/dev/null", O_RDONLY)
        defer {
            close(output)
            close(null)
        }
        var launch = launch
        launch.command += extra
        let pid = try launch.spawn(input: null, output: output, errors: output)
        child.withLock { $0 = pid }
    }

    /// The process id of the server itself; `nil` when it does not run.
    var pid: pid_t? {
        reap(within: .zero)
        return child.withLock { $0 }
    }

    var isRunning: Bool { pid != nil }

    /// Waits until `ready` holds, and fails early, with the end of the log, when the server ends before.
    func waitUntilReady(_ ready: () throws -> Bool) throws {
        var died = false
        try waitUntil("\(name) to be ready", within: .seconds(30), poll: .milliseconds(10)) {
            died = !isRunning
            return try died || ready()
        }
        if died { throw LabError("\(name) ended while it started:\n\(FileText.tail(ofFile: log))") }
    }

    /// Asks the server to end with `signal` and waits for it.
    func stop(_ signal: Int32, within limit: Duration = .seconds(30)) throws {
        guard let pid else { return }
        Glibc.kill(pid, signal)
        reap(within: limit)
        if isRunning { throw LabError("\(name) did not stop within \(limit):\n\(FileText.tail(ofFile: log))") }
    }

    /// SIGKILL to the server, then to the processes that it leaves behind.
    func kill() throws {
        if let pid { Glibc.kill(pid, SIGKILL) }
        try waitUntil("the processes of \(name) to be gone", poll: .milliseconds(5)) {
            reap(within: .zero)
            let rest = processes
            for pid in rest { Glibc.kill(pid, SIGKILL) }
            return rest.isEmpty && !isRunning
        }
    }

    /// All processes that work in the server's directory.
    var processes: [pid_t] {
        let files = FileManager.default
        return ((try? files.contentsOfDirectory(atPath: "/proc")) ?? []).compactMap { entry in
            guard let pid = pid_t(entry) else { return nil }
            let place = try? files.destinationOfSymbolicLink(atPath: "/proc/\(entry)/cwd")
            return place == launch.directory ? pid : nil
        }
    }

    private func reap(within limit: Duration) {
        child.withLock { child in
            if let pid = child, waitForEnd(of: pid, within: limit) != nil { child = nil }
        }
    }
}
