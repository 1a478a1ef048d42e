import Exposition
import ReplicationCore
import StatusAPI
import TestSupport

extension Samples {
    /// The page of a snapshot a tenth of a second after it was made.
    static func page(_ snapshot: Snapshot, _ format: MetricsPage.Format = .prometheusText) -> String {
        let process = ProcessStatistics(
            cpu: .milliseconds(12_345), openDescriptors: 17, maximumDescriptors: 1024, residentBytes: 38_000_000,
            virtualBytes: 1_200_000_000, threads: 6)
        let serving = ServingStatistics(
            journalDroppedEntries: 2, httpRequests: [200: 12, 408: 1], httpConnections: 3, httpRejectedConnections: 4)
        let now = snapshot.instant.advanced(by: .milliseconds(100))
        return String(
            decoding: MetricsPage.render(snapshot, process: process, serving: serving, now: now, format: format),
            as: UTF8.self)
    }
}
