import Replication

/// One row of a poll's answer, read from left to right; every failure names the field it could not read.
struct PollRow {
    /// What the row describes: the first column.
    let kind: String
    private var cells: ArraySlice<String?>

    init(_ cells: [String?]) throws(ProbeFailure) {
        guard let kind = cells.first ?? nil else { throw .malformed(field: "kind of row") }
        self.kind = kind
        self.cells = cells.dropFirst()
    }

    /// The next value, `nil` for NULL.
    mutating func optional<Value>(_ field: String, _ parse: (String) -> Value?) throws(ProbeFailure) -> Value? {
        guard let cell = cells.popFirst() else { throw malformed(field) }
        guard let text = cell else { return nil }
        guard let value = parse(text) else { throw malformed(field) }
        return value
    }

    /// The next value, which may not be NULL.
    mutating func required<Value>(_ field: String, _ parse: (String) -> Value?) throws(ProbeFailure) -> Value {
        guard let value = try optional(field, parse) else { throw malformed(field) }
        return value
    }

    /// The next text, `nil` for NULL.
    mutating func text(_ field: String) throws(ProbeFailure) -> String? {
        try optional(field) { $0 }
    }

    /// The next WAL position; the server's "no position", `0/0`, is `nil` as NULL is.
    mutating func lsn(_ field: String) throws(ProbeFailure) -> LSN? {
        let position = try optional(field) { LSN($0) }
        return position?.rawValue == 0 ? nil : position
    }

    /// The next timestamp, sent as milliseconds since 1970.
    mutating func instant(_ field: String) throws(ProbeFailure) -> WallInstant? {
        try optional(field) { Int64($0).map(WallInstant.init(milliseconds:)) }
    }

    /// The failure that names a field of this row.
    func malformed(_ field: String) -> ProbeFailure {
        .malformed(field: "\(kind).\(field)")
    }
}
