import ArgumentParser
import ReplmonCtl
import StatusAPI

/// The daemon's control socket. The option may stand anywhere after `ctl`: the first command with this option reads it,
/// and the argument parser gives its value to the commands below.
struct SocketOption: ParsableArguments {
    @Option(
        name: .customLong("socket"),
        help: ArgumentHelp("The daemon's control socket. (default: \(SocketOption.usual))", valueName: "path"),
        completion: .file())
    var named: [String] = []

    static let usual = "/run/replmon/control.sock"

    /// The socket to use.
    var path: String {
        named.first ?? SocketOption.usual
    }

    func validate() throws {
        guard let other = named.first(where: { $0 != path }) else { return }
        throw ValidationError("--socket is given twice, as \(path.oneLine) and as \(other.oneLine); name one socket")
    }

    /// Sends a request to the daemon. When the daemon refuses it, prints the reason and ends with exit status 1; when
    /// it cannot be reached, with 3.
    func ask<Answer>(
        _ question: (DaemonClient) async throws(DaemonClientError) -> Answer
    ) async throws -> Answer {
        do throws(DaemonClientError) {
            return try await question(DaemonClient(socket: path))
        } catch {
            if case .refused(let problems) = error {
                for problem in problems { Terminal.complain(problem.oneLine) }
                throw ExitCode(ExitStatus.refused)
            }
            Terminal.complain(error.description)
            throw ExitCode(ExitStatus.unknown)
        }
    }
}
