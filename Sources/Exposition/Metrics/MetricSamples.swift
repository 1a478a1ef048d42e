internal import ReplicationCore

/// Writes the families of one page, one after the other, into one buffer.
struct MetricSamples {
    private(set) var bytes: [UInt8] = []
    private let format: MetricsPage.Format
    /// The family's name.
    private var name: [UInt8] = []
    /// The family's comment lines, until its first sample: a family without samples is left out.
    private var pendingHeader: Metric?

    init(format: MetricsPage.Format, capacity: Int) {
        self.format = format
        bytes.reserveCapacity(capacity)
    }

    /// Starts a family and adds all its samples.
    mutating func add(_ metric: Metric, from source: MetricSource) {
        name = Array(metric.name.utf8)
        pendingHeader = metric
        metric.collect(source, &self)
    }

    /// Adds a sample; none when the value is not known.
    mutating func add(_ value: Double?, _ labels: MetricLabels = .none, _ more: MetricLabel = .none) {
        guard let value, value.isFinite else { return }
        begin(labels, more)
        append(value)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds a counter's sample.
    mutating func add(count: UInt64, _ labels: MetricLabels = .none) {
        begin(labels)
        end(count)
    }

    /// Adds one sample for each of `states`, and for `state` should it not be one of them.
    mutating func add(state: String, of states: MetricStates, _ labels: MetricLabels) {
        var isListed = false
        for possible in states.all {
            let isCurrent = possible.name == state
            isListed = isListed || isCurrent
            begin(labels, possible.label)
            end(isCurrent ? 1 : 0)
        }
        if !isListed { add(1, labels, MetricLabel(states.labelName, state)) }
    }

    /// Adds a histogram's buckets, count and sum.
    mutating func add(_ histogram: DurationHistogram, _ labels: MetricLabels) {
        for (bound, count) in zip(Self.bucketLabels, histogram.counts + [histogram.count]) {
            begin(labels, bound, suffix: "_bucket")
            end(count)
        }
        begin(labels, suffix: "_sum")
        append(histogram.sum)
        bytes.append(UInt8(ascii: "\n"))
        begin(labels, suffix: "_count")
        end(histogram.count)
    }

    private static let bucketLabels =
        (DurationHistogram.bounds.map(\.description) + ["+Inf"]).map { MetricLabel("le", $0) }

    /// Ends the page.
    mutating func finish() {
        if format == .openMetrics { bytes += "# EOF\n".utf8 }
    }

    private mutating func begin(_ labels: MetricLabels, _ more: MetricLabel = .none, suffix: String? = nil) {
        if let metric = pendingHeader {
            append(header: metric)
            pendingHeader = nil
        }
        bytes += name
        if let suffix { bytes += suffix.utf8 }
        if labels.bytes.isEmpty {
            bytes.append(UInt8(ascii: " "))
        } else {
            bytes.append(UInt8(ascii: "{"))
            bytes += labels.bytes
            bytes += more.ending
        }
    }

    private mutating func end(_ count: UInt64) {
        if count < 10 { bytes.append(UInt8(ascii: "0") + UInt8(count)) } else { bytes += count.description.utf8 }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Whole numbers as such, others in the fewest digits that read back as the same number.
    private mutating func append(_ value: Double) {
        if let whole = Int64(exactly: value), whole.magnitude < 1 << 53 {
            bytes += whole.description.utf8
        } else {
            bytes += value.description.utf8
        }
    }

    private mutating func append(header metric: Metric) {
        let family = metric.family(in: format)
        switch format {
        case .prometheusText:
            append(comment: "HELP", family, metric.help, escapingQuotes: false)
            append(comment: "TYPE", family, metric.typeName(in: format), escapingQuotes: false)
        case .openMetrics:
            append(comment: "TYPE", family, metric.typeName(in: format), escapingQuotes: false)
            if let unit = metric.unit { append(comment: "UNIT", family, unit.rawValue, escapingQuotes: false) }
            append(comment: "HELP", family, metric.help, escapingQuotes: true)
        }
    }

    private mutating func append(comment keyword: String, _ family: String, _ text: String, escapingQuotes: Bool) {
        bytes += "# ".utf8
        bytes += keyword.utf8
        bytes.append(UInt8(ascii: " "))
        bytes += family.utf8
        bytes.append(UInt8(ascii: " "))
        bytes.append(escaping: text, quotes: escapingQuotes)
        bytes.append(UInt8(ascii: "\n"))
    }
}

extension Metric {
    /// OpenMetrics names a family without the suffix that its samples must have.
    fileprivate func family(in format: MetricsPage.Format) -> String {
        switch (format, type) {
        case (.openMetrics, .counter): name.removingSuffix("_total")
        case (.openMetrics, .info): name.removingSuffix("_info")
        default: name
        }
    }

    /// Prometheus' text format knows neither info nor stateset. OpenMetrics' stateset requires a label named as the
    /// family; ours is the shorter `role`, `state` or `verdict` in both formats, so it is declared as a gauge.
    fileprivate func typeName(in format: MetricsPage.Format) -> String {
        switch (format, type) {
        case (_, .stateset), (.prometheusText, .info): Kind.gauge.rawValue
        default: type.rawValue
        }
    }
}

extension String {
    fileprivate func removingSuffix(_ suffix: String) -> String {
        hasSuffix(suffix) ? String(dropLast(suffix.count)) : self
    }
}
