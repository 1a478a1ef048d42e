import PostgresReplication
import ReplicationCore

extension TimelineProof {
    /// Time for one query.
    static let limit = Duration.seconds(1)
    /// More than any server has; a longer history is not read.
    private static let (mostSwitches, mostBytes) = (1000, 1 << 18)

    /// Asks the server of a connection, over a replication connection that ends with the query.
    static nonisolated(nonsending) func asked(
        at connection: PostgresConnection, system: UInt64?, waits: ProbeWaits, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> TimelineProof {
        let conninfo = connection.conninfo.forReplication
        let replication = try await PostgresConnection.open(conninfo, waits: waits, deadline: deadline)
        let identity = try await replication.ask("IDENTIFY_SYSTEM", waits: waits, deadline: deadline)
        guard let row = identity.first, row.count >= 2, let timeline = row[1].flatMap({ UInt32($0) }) else {
            throw .malformed(field: "IDENTIFY_SYSTEM")
        }
        guard system == nil || row[0].flatMap({ UInt64($0) }) == system else {
            throw .malformed(field: "system identifier of the replication connection")
        }
        guard timeline > 1 else { return TimelineProof(timeline: timeline) }
        let answer = try await replication.ask("TIMELINE_HISTORY \(timeline)", waits: waits, deadline: deadline)
        guard let row = answer.first, row.count >= 2, let text = row[1],
            let switches = switches(inHistory: text, of: timeline)
        else { throw .malformed(field: "TIMELINE_HISTORY") }
        return TimelineProof(timeline: timeline, switches: switches)
    }

    /// Reads a history file: lines of timeline, position and reason, blank lines and comments between; `nil` when a
    /// line is none of these, or the timelines do not rise up to the one that the file belongs to
    /// (`readTimeLineHistory` of the server).
    static func switches(inHistory text: String, of timeline: UInt32) -> [Switch]? {
        guard text.utf8.count <= mostBytes else { return nil }
        var switches: [Switch] = []
        for line in text.split(whereSeparator: \.isNewline) {
            let line = line.drop(while: \.isWhitespace)
            if line.isEmpty || line.hasPrefix("#") { continue }
            let fields = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
            guard fields.count >= 2, let ended = UInt32(fields[0]), let end = LSN(String(fields[1])),
                ended > switches.last?.timeline ?? 0, ended < timeline, switches.count < mostSwitches
            else { return nil }
            switches.append(Switch(timeline: ended, at: end))
        }
        return switches.isEmpty ? nil : switches
    }
}

extension PostgresConnection {
    /// One command of the replication protocol, which knows the simple query only.
    fileprivate nonisolated(nonsending) func ask(
        _ command: String, waits: ProbeWaits, deadline: MonotonicInstant
    ) async throws(ProbeFailure) -> [[String?]] {
        try await answer(isSent: sendQuery(command), waits: waits, deadline: deadline)
    }
}
