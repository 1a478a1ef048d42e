import Glibc

/// A page in Prometheus' text format.
/// <https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format>
struct MetricsText {
    /// One line: its labels as they stand between the braces, and its value.
    struct Sample {
        let labels: String
        let value: Double

        /// Whether a label has a value that begins so.
        func has(_ label: String, beginning prefix: String) -> Bool {
            labels.split(separator: ",").contains { $0.hasPrefix("\(label)=\"\(prefix)") }
        }

        /// The value of a label, unless it has a comma or a quotation mark in it.
        func label(_ name: String) -> Substring? {
            let pair = labels.split(separator: ",").first { $0.hasPrefix("\(name)=\"") }
            return pair?.dropFirst(name.count + 2).dropLast()
        }
    }

    private let body: ArraySlice<UInt8>

    init(_ body: ArraySlice<UInt8>) {
        self.body = body
    }

    /// All samples of one metric that has labels.
    func samples(_ name: String) -> [Sample] {
        lines(beginning: Array("\(name){".utf8)).compactMap { line in
            guard let end = line.lastIndex(of: "}"), let value = Double(line[end...].dropFirst(2)) else { return nil }
            return Sample(labels: String(line[..<end]), value: value)
        }
    }

    /// The rest of each line that begins so. By the C library: a page of a large fleet has megabytes.
    private func lines(beginning start: [UInt8]) -> [String] {
        unsafe body.withUnsafeBytes { page in
            var found: [String] = []
            var offset = 0
            while offset < page.count, let line = unsafe page.baseAddress.map({ unsafe $0 + offset }) {
                let rest = page.count - offset
                let end = unsafe memchr(line, 0x0a, rest)
                let length = unsafe end.map { unsafe UnsafeRawPointer($0) - line } ?? rest
                if length > start.count, unsafe memcmp(line, start, start.count) == 0 {
                    let text = unsafe UnsafeRawBufferPointer(start: line + start.count, count: length - start.count)
                    found.append(unsafe String(decoding: text, as: UTF8.self))
                }
                offset += length + 1
            }
            return found
        }
    }

    /// The sum over the clusters whose name begins with `prefix`.
    func sum(_ name: String, clusters prefix: String = "") -> Double {
        samples(name).reduce(0) { $0 + ($1.has("cluster", beginning: prefix) ? $1.value : 0) }
    }
}
