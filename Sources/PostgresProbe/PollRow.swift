import PostgresReplication
import ReplicationCore

/// One row of a poll's answer, read from left to right; every failure names the field it could not read.
struct PollRow {
    /// The most that is kept of a name; PostgreSQL's own are at most 63 bytes, host names 255.
    static let longestName = 256

    /// The kind of the row: the first column.
    let kind: String
    private var cells: ArraySlice<String?>

    init(_ cells: [String?]) throws(ProbeFailure) {
        guard let kind = cells.first ?? nil else { throw .malformed(field: "kind of row") }
        self.kind = Self.shortened(kind)
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

    /// The next name or text, `nil` for NULL.
    mutating func name(_ field: String) throws(ProbeFailure) -> String? {
        try optional(field, Self.shortened)
    }

    /// The next name or text, which may not be NULL.
    mutating func requiredName(_ field: String) throws(ProbeFailure) -> String {
        try required(field, Self.shortened)
    }

    /// The next whole number, `nil` for NULL.
    mutating func integer<Value: FixedWidthInteger>(_ field: String) throws(ProbeFailure) -> Value? {
        try optional(field) { Value($0) }
    }

    /// The next whole number, which may not be NULL.
    mutating func requiredInteger<Value: FixedWidthInteger>(_ field: String) throws(ProbeFailure) -> Value {
        try required(field) { Value($0) }
    }

    /// The next truth value, `nil` for NULL: `true`, `false` as SQL prints it, `on`, `off` as settings are shown.
    mutating func flag(_ field: String) throws(ProbeFailure) -> Bool? {
        try optional(field, Self.flag)
    }

    /// The next truth value, which may not be NULL.
    mutating func requiredFlag(_ field: String) throws(ProbeFailure) -> Bool {
        try required(field, Self.flag)
    }

    /// The next WAL position; the server's "no position", `0/0`, is `nil` as NULL is.
    mutating func lsn(_ field: String) throws(ProbeFailure) -> LSN? {
        let position = try optional(field) { LSN($0) }
        return position?.rawValue == 0 ? nil : position
    }

    /// The next timestamp, sent as milliseconds since 1970.
    mutating func instant(_ field: String) throws(ProbeFailure) -> WallInstant? {
        try integer(field).map(WallInstant.init(milliseconds:))
    }

    /// The next interval, sent as microseconds; none is negative, unless the server's clock was set back.
    mutating func interval(_ field: String) throws(ProbeFailure) -> Duration? {
        let count: Int64? = try integer(field)
        return count.map { .microseconds(max(0, $0)) }
    }

    /// The next setting that is a time, shown without a unit in `unit`.
    mutating func setting(_ field: String, _ unit: SettingDuration.Unit) throws(ProbeFailure) -> Duration? {
        try optional(field) { SettingDuration.parse($0, unit: unit) }
    }

    /// The failure that names a field of this row.
    func malformed(_ field: String) -> ProbeFailure {
        .malformed(field: "\(kind).\(field)")
    }

    private static func shortened(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.prefix(longestName)))
    }

    private static func flag(_ text: String) -> Bool? {
        switch text {
        case "true", "on": true
        case "false", "off": false
        default: nil
        }
    }
}
