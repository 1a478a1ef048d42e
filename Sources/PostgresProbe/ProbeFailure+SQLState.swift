import Replication

extension ProbeFailure {
    /// What an error report of the server means for the observation
    /// (<https://www.postgresql.org/docs/current/errcodes-appendix.html>).
    init(sqlState: String, message: String) {
        self =
            switch sqlState {
            case "57P03": .startingUp(message)
            case "53300": .tooManyConnections(message)
            case "42501": .privilege(message)
            case "57014": .timeout(phase: .query)
            case "57P01", "57P02", "57P05": .closed(message)
            case _ where sqlState.hasPrefix("28"): .authentication(message)
            default: .server(code: sqlState, message: message)
            }
    }
}
