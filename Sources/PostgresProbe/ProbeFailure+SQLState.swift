import ReplicationCore

extension ProbeFailure {
    /// The failure for an error report of the server
    /// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    init(sqlState: String, message: String) {
        self =
            switch sqlState {
            case "57P03": .startingUp(message)
            case "53300": .tooManyConnections(message)
            case "42501": .privilege(message)
            // statement_timeout, or somebody's pg_cancel_backend(): the server answered.
            case "57014":
                .server(
                    code: sqlState, message: "the poll took too long on the server or was cancelled there: \(message)")
            case "57P01", "57P02", "57P05": .closed(message)
            case _ where sqlState.hasPrefix("28"): .authentication(message)
            default: .server(code: sqlState, message: message)
            }
    }
}
