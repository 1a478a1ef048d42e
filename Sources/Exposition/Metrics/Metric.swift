/// One row of the metric catalogue: everything a reader must know about a metric, and where its samples come from.
package struct Metric: Sendable {
    /// The samples' name in Prometheus' text format, unit and `_total` or `_info` included; a histogram's is the name
    /// without `_bucket`, `_count` and `_sum`.
    package var name: String
    /// The kind of metric, by which `# TYPE` is written.
    package var type: Kind
    /// The base unit, which is part of the name; `nil` for counts, states and identifiers.
    package var unit: Unit?
    /// One sentence for people, shown beside the metric in Prometheus.
    package var help: String
    /// The labels of its samples, in the order they are written.
    package var labels: [String]
    let collect: Collect

    /// Adds the metric's samples to the page: those that are known.
    typealias Collect = @Sendable (MetricSource, inout MetricSamples) -> Void

    /// The kinds of metric (<https://prometheus.io/docs/specs/om/open_metrics_spec/#metric-types>).
    package enum Kind: String, Hashable, Sendable {
        case gauge, counter, histogram
        /// A constant 1 whose labels are the information.
        case info
        /// One sample for each possible state, 1 for the current.
        case stateset
    }

    /// Prometheus' base units, as they stand in a name.
    package enum Unit: String, Hashable, Sendable {
        case seconds, bytes
    }

    init(
        _ name: String, _ type: Kind, unit: Unit? = nil, labels: [String] = [], help: String,
        collect: @escaping Collect
    ) {
        self.name = name
        self.type = type
        self.unit = unit
        self.labels = labels
        self.help = help
        self.collect = collect
    }
}
