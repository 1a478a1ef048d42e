extension MetricsPage {
    /// The text formats a page can have.
    package enum Format: Hashable, Sendable, CaseIterable {
        /// Prometheus' text format 0.0.4 (<https://prometheus.io/docs/instrumenting/exposition_formats/>).
        case prometheusText
        /// OpenMetrics 1.0 (<https://prometheus.io/docs/specs/om/open_metrics_spec/>).
        case openMetrics

        /// The response's `Content-Type`; Prometheus 3 refuses a page without one it knows.
        package var contentType: String {
            switch self {
            case .prometheusText: "text/plain; version=0.0.4; charset=utf-8"
            case .openMetrics: "application/openmetrics-text; version=1.0.0; charset=utf-8"
            }
        }

        /// The format that a request's `Accept` field prefers: of those it names with a q-value above 0, the one with
        /// the highest, the first of equals; ``prometheusText`` when it names none, so that OpenMetrics is never sent
        /// unasked (<https://prometheus.io/docs/instrumenting/content_negotiation/>).
        package static func negotiate(accept: String?) -> Format {
            var best: MediaRange?
            for range in (accept ?? "").split(separator: ",").compactMap(MediaRange.init) where range.quality > 0 {
                if range.quality > best?.quality ?? 0 { best = range }
            }
            return best?.format ?? .prometheusText
        }
    }

    /// One element of an `Accept` field that stands for a format of ours (RFC 9110, section 12.5.1).
    private struct MediaRange {
        var format: Format
        var quality: Double

        init?(_ text: Substring) {
            let fields = text.split(separator: ";", omittingEmptySubsequences: false).map { Self.normalised($0) }
            var parameters: [Substring: Substring] = [:]
            for field in fields.dropFirst() {
                let pair = field.split(separator: "=", maxSplits: 1)
                if pair.count == 2 { parameters[Self.trimmed(pair[0])] = Self.trimmed(pair[1]) }
            }
            let range = (fields.first ?? "", parameters["version"] ?? "")
            switch range {
            case ("application/openmetrics-text", ""), ("application/openmetrics-text", "1.0.0"): format = .openMetrics
            case ("text/plain", ""), ("text/plain", "0.0.4"), ("text/*", _), ("*/*", _): format = .prometheusText
            default: return nil
            }
            guard let quality = Double(parameters["q"] ?? "1"), (0...1).contains(quality) else { return nil }
            self.quality = quality
        }

        private static func normalised(_ text: Substring) -> Substring {
            trimmed(Substring(text.lowercased()))
        }

        /// Without surrounding blanks and quotes.
        private static func trimmed(_ text: Substring) -> Substring {
            let outer: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\"" }
            var text = text.drop(while: outer)
            while let last = text.last, outer(last) { text.removeLast() }
            return text
        }
    }
}
