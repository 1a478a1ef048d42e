import Glibc

/// Where log entries go, chosen once when the program starts.
package enum JournalDestination: Hashable, Sendable {
    /// The native protocol of journald: every field arrives as it is (`sd_journal_sendv(3)`).
    case journal
    /// One line for each entry on standard error.
    case stderr(prefix: JournalLinePrefix)

    /// The destination that suits this process: native when standard error is the journal's stream, else standard
    /// error, with `<N>` priorities when systemd started the process, and with colour on a terminal.
    package static func detect() -> JournalDestination {
        var status = stat()
        let known = unsafe fstat(STDERR_FILENO, &status) == 0
        let names = ["JOURNAL_STREAM", "INVOCATION_ID", "NO_COLOR", "TERM"]
        let environment = names.reduce(into: [String: String]()) { result, name in
            result[name] = unsafe getenv(name).map { unsafe String(cString: $0) }
        }
        return choose(
            environment: environment, stderrIdentity: known ? "\(status.st_dev):\(status.st_ino)" : nil,
            isTerminal: isatty(STDERR_FILENO) == 1)
    }

    /// The rule behind `detect()`. `$JOURNAL_STREAM` is `device:inode` of the stream that systemd set up; it is
    /// inherited, so it applies to standard error only while standard error is still that file (systemd.exec(5)).
    static func choose(
        environment: [String: String], stderrIdentity: String?, isTerminal: Bool
    ) -> JournalDestination {
        let stream = environment["JOURNAL_STREAM"]
        if let stream, stream == stderrIdentity { return .journal }
        if isTerminal {
            let wantsColour = (environment["NO_COLOR"] ?? "").isEmpty && environment["TERM"] != "dumb"
            return .stderr(prefix: wantsColour ? .colouredLevel : .level)
        }
        return .stderr(prefix: stream != nil || environment["INVOCATION_ID"] != nil ? .priority : .level)
    }
}
