internal import ReplicationCore
internal import StatusAPI

/// A sample's labels as they are written between the braces: values escaped, so that no name of a server or cluster
/// can end its quotes or its line.
struct MetricLabels: Hashable {
    private(set) var bytes: [UInt8] = []
    /// No labels.
    static let none = MetricLabels()

    init(_ labels: [(name: String, value: String)] = []) {
        for (name, value) in labels { append(name, value) }
    }

    init(_ cluster: ClusterView) {
        self.init([("cluster", cluster.name)])
    }

    init(_ probe: ProbeStatistics) {
        self.init([("cluster", probe.cluster), ("node", probe.node)])
    }

    func adding(_ name: String, _ value: String) -> MetricLabels {
        var labels = self
        labels.append(name, value)
        return labels
    }

    private mutating func append(_ name: String, _ value: String) {
        if !bytes.isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes += name.utf8
        bytes += "=\"".utf8
        bytes.append(escaping: value, quotes: true)
        bytes.append(UInt8(ascii: "\""))
    }
}

/// One more label of a sample, with what ends the labels: made once, it serves many samples.
struct MetricLabel {
    /// `,name="value"} `, or without a label `} `.
    let ending: [UInt8]
    static let none = MetricLabel(ending: Array("} ".utf8))

    /// A label that follows others.
    init(_ name: String, _ value: String) {
        self.init(ending: [UInt8(ascii: ",")] + MetricLabels([(name, value)]).bytes + Self.none.ending)
    }

    private init(ending: [UInt8]) {
        self.ending = ending
    }
}

extension [UInt8] {
    /// Appends text with `\` and line feed, and where asked `"`, escaped: the whole of the format's escaping.
    mutating func append(escaping text: String, quotes: Bool) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\\"): self += "\\\\".utf8
            case UInt8(ascii: "\n"): self += "\\n".utf8
            case UInt8(ascii: "\"") where quotes: self += "\\\"".utf8
            default: append(byte)
            }
        }
    }
}
