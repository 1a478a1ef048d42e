/// Every metric of `/metrics`, in the order of the page: the one table, from which the README's list is made too.
///
/// A value that is not known has no sample: never a zero, a `NaN` or a number from the past.
package enum MetricCatalogue {
    /// All rows.
    package static let rows: [Metric] =
        replication + postgresql + mongodb + clusters + polls + notifications + daemon + process

    /// The labels of a metric about one node.
    static let nodeLabels = ["cluster", "node"]
}
