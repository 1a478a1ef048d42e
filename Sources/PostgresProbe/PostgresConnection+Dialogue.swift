import ReplicationCore

extension PostgresConnection {
    /// Connects and logs in, at one address (see `Conninfo.targets`).
    static nonisolated(nonsending) func open(
        _ conninfo: Conninfo, waits: ProbeWaits, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> PostgresConnection {
        guard let connection = PostgresConnection(starting: conninfo) else { throw .local("out of memory") }
        var step = connection.isBroken ? ConnectStep.failed : .writable
        while true {
            switch step {
            case .established:
                return connection
            case .failed:
                throw conninfo.explained(ServerMessage(connection.errorMessage).connectFailure)
            case .readable, .writable:
                let phase = connection.isConnectingTCP ? ProbeFailure.Phase.connect : .authenticate
                try await waits.ready(
                    step == .readable ? .readable : .writable, connection.socket, until: deadline, phase: phase)
                step = connection.continueConnecting()
            }
        }
    }

    /// Sends what is queued and collects the rows of all results, up to the end of the request.
    nonisolated(nonsending) func answer(
        isSent: Bool, waits: ProbeWaits, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> [[String?]] {
        guard isSent else { throw closed }
        while true {
            guard let isFlushed = flush() else { throw closed }
            if isFlushed { break }
            try await waits.ready(.writable, socket, until: deadline, phase: .query)
        }
        var rows: [[String?]] = []
        var failure: ProbeFailure?
        while true {
            while isBusy {
                guard isOpen else { throw failure ?? closed }
                try await waits.ready(.readable, socket, until: deadline, phase: .query)
                // At the end of the connection a last error report may still be unread.
                guard consumeInput() || !isBusy else { throw failure ?? closed }
            }
            // A server that never stops sending never makes the loop wait, so the deadline is checked here.
            try waits.check(deadline, phase: .query)
            guard let result = nextResult() else { break }
            let reported = try result.failure()
            failure = failure ?? reported
            rows += result.rows
        }
        if let failure { throw failure }
        return rows
    }

    private var closed: ProbeFailure {
        .closed(ServerMessage(errorMessage).text)
    }
}
