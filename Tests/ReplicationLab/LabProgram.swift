import FoundationEssentials
import Glibc

/// A program under test, run as a child in the lab: it ends with the lab in any case.
package final class LabProgram: Sendable {
    private let process: ServerProcess

    /// Prepares a program; `command` is its path and arguments. Its output goes to ``log``.
    package init(name: String, command: [String], environment: [String: String] = [:], in lab: Lab) throws {
        let directory = "\(lab.directory)/\(name)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        process = ServerProcess(
            name: name, launch: Launch(command: command, environment: environment, directory: directory),
            log: "\(lab.directory)/\(name).log", in: lab)
    }

    /// The file with all its output.
    package var log: String { process.log }
    /// The process id; `nil` when it does not run.
    package var pid: Int32? { process.pid }
    /// Whether it runs.
    package var isRunning: Bool { process.isRunning }

    /// Starts it; it is not ready yet when this returns.
    package func start() throws {
        try process.start()
    }

    /// Sends a signal, such as SIGHUP.
    package func signal(_ number: Int32) throws {
        guard let pid = process.pid else { throw LabError("\(process.name) does not run") }
        Glibc.kill(pid, number)
    }

    /// SIGTERM, and how long it took to end.
    @discardableResult
    package func stop(within limit: Duration = .seconds(10)) throws -> Duration {
        let start = ContinuousClock.now
        try process.stop(SIGTERM, within: limit)
        return ContinuousClock.now - start
    }

    /// Runs a command to its end and returns its output and exit status.
    package static func run(
        _ command: [String], in lab: Lab, within limit: Duration = .seconds(60)
    ) throws -> (output: String, status: Int32) {
        let output = try FileText.openNameless()
        let null = try FileText.open("/dev/null", O_RDONLY)
        defer {
            close(output)
            close(null)
        }
        let pid = try Launch(command: command, directory: lab.directory).spawn(
            input: null, output: output, errors: output)
        guard let status = waitForEnd(of: pid, within: limit) else {
            Glibc.kill(pid, SIGKILL)
            _ = waitForEnd(of: pid, within: .seconds(10))
            throw LabError("\(command.joined(separator: " ")) did not end within \(limit)")
        }
        return (try FileText.read(from: output), status & 0x7f == 0 ? (status >> 8) & 0xff : 128 + (status & 0x7f))
    }
}
