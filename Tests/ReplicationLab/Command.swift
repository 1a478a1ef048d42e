import Glibc

/// One program run to its end.
struct Command {
    var launch: Launch
    /// The text on its standard input.
    var input = ""

    /// Runs a command with its arguments in `directory` and returns its output, without the last line end.
    @discardableResult
    static func run(
        _ words: [String], in directory: String, environment: [String: String] = [:], input: String = "",
        within limit: Duration = .seconds(60)
    ) throws -> String {
        let launch = Launch(command: words, environment: environment, directory: directory)
        return try Command(launch: launch, input: input).run(within: limit)
    }

    /// Throws with everything the program wrote on standard error when it fails or does not end within `limit`.
    func run(within limit: Duration) throws -> String {
        // Files instead of pipes: nothing to drain, so nothing can block.
        let files = try (0..<3).map { _ in try FileText.openNameless() }
        defer { for file in files { close(file) } }
        try FileText.write(input, to: files[0])
        lseek(files[0], 0, SEEK_SET)
        let pid = try launch.spawn(input: files[0], output: files[1], errors: files[2])
        guard let status = waitForEnd(of: pid, within: limit) else {
            Glibc.kill(pid, SIGKILL)
            _ = waitForEnd(of: pid, within: .seconds(10))
            throw LabError("\(name) did not end within \(limit)")
        }
        if status != 0 {
            throw LabError("\(name) failed (wait status \(status)): \(try FileText.read(from: files[2]))")
        }
        return try FileText.read(from: files[1])
    }

    private var name: String { launch.command.joined(separator: " ") }
}

/// Reaps a child and returns its wait status; `nil` when it still runs after `limit`.
func waitForEnd(of pid: pid_t, within limit: Duration) -> Int32? {
    let start = ContinuousClock.now
    var step = Duration.milliseconds(1)
    while true {
        var status: Int32 = 0
        switch unsafe waitpid(pid, &status, WNOHANG) {
        case pid: return status
        case -1 where errno != EINTR: return 0
        default: break
        }
        if ContinuousClock.now - start >= limit { return nil }
        pause(step)
        step = min(step * 2, .milliseconds(10))
    }
}
