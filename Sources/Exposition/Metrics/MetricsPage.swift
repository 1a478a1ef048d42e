package import ReplicationCore
package import StatusAPI

/// The page that Prometheus scrapes, made from memory in one pass.
package enum MetricsPage {
    /// Every metric of the catalogue that has samples, as of `now`, in the catalogue's order.
    package static func render(
        _ snapshot: Snapshot, process: ProcessStatistics, serving: ServingStatistics, now: MonotonicInstant,
        format: Format
    ) -> [UInt8] {
        let source = MetricSource(snapshot, process: process, serving: serving, now: now)
        var samples = MetricSamples(format: format, capacity: 8192 + source.nodes.count * 4096)
        for metric in MetricCatalogue.rows { samples.add(metric, from: source) }
        samples.finish()
        return samples.bytes
    }
}
