internal import Exposition
internal import HTTP

extension ServingStatistics {
    init(_ server: HTTPServerStatistics, droppedJournalEntries: UInt64) {
        self.init(
            journalDroppedEntries: droppedJournalEntries,
            httpRequests: server.responsesByStatus.mapValues { UInt64(max(0, $0)) },
            httpConnections: server.open, httpRejectedConnections: UInt64(max(0, server.refused)))
    }
}
