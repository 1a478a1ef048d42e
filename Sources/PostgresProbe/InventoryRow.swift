import PostgresReplication
import ReplicationCore

/// The row of the `InventoryStatement`.
struct InventoryRow {
    private var inventory: PostgresInventory
    private var oldestSegment: (log: UInt32, segment: UInt32)?

    /// The port libpq connects to where a conninfo names none.
    private static let defaultPort: Int32 = 5432

    init(_ row: consuming PollRow) throws(ProbeFailure) {
        oldestSegment = try row.optional("oldest_wal", Self.segment)
        inventory = PostgresInventory(
            walDirectoryBytes: try row.integer("wal_bytes"), hasRestoreCommand: try row.flag("restore_command"),
            primarySlotName: try row.name("primary_slot_name"))
        let host = try row.name("upstream_host")
        let port = try row.name("upstream_port")
        inventory.primaryConninfoAddress = Self.address(host: host, port: port)
        let minimumTimeline: Int32? = try row.integer("min_recovery_end_timeline")
        inventory.minimumTimeline = minimumTimeline.map(UInt32.init(bitPattern:))
        inventory.mayReplicate = try row.flag("rolreplication") ?? false
        let pending = try row.optional("pending_restart") { $0 }
        let inFiles = try row.optional("file_settings") { $0 }
        inventory.parityAfterRestart = Self.values(inFiles ?? "")
        inventory.parityAwaitingRestart = Self.settings(pending ?? "")
            .subtracting(inventory.parityAfterRestart.keys)
    }

    /// The inventory, with the oldest segment's name turned into a position.
    /// - Throws: `.malformed` when there is no such segment at that segment size.
    func inventory(segmentBytes: UInt64?) throws(ProbeFailure) -> PostgresInventory {
        var inventory = inventory
        if let oldestSegment, let segmentBytes {
            let (offset, overflow) = UInt64(oldestSegment.segment).multipliedReportingOverflow(by: segmentBytes)
            guard !overflow, offset <= UInt32.max else { throw .malformed(field: "inventory.oldest_wal") }
            inventory.oldestWAL = LSN(rawValue: UInt64(oldestSegment.log) << 32 | offset)
        }
        return inventory
    }

    /// The last 16 digits of a segment's name: 8 for the upper half of the position, 8 to count segments in the lower.
    /// <https://www.postgresql.org/docs/current/wal-internals.html>
    private static func segment(_ digits: String) -> (log: UInt32, segment: UInt32)? {
        guard digits.utf8.count == 16, let log = UInt32(digits.prefix(8), radix: 16),
            let segment = UInt32(digits.suffix(8), radix: 16)
        else { return nil }
        return (log, segment)
    }

    /// The first of several hosts and its port; `nil` for the default host, and where a port is no number.
    private static func address(host: String?, port: String?) -> PostgresNodeDeclaration.Address? {
        guard let host = first(host) else { return nil }
        guard let port = first(port) else { return .init(host: host, port: defaultPort) }
        return Int32(port).map { .init(host: host, port: $0) }
    }

    private static func first(_ list: String?) -> String? {
        list?.split(separator: ",", maxSplits: 1, omittingEmptySubsequences: false).first
            .flatMap { $0.isEmpty ? nil : String($0) }
    }

    private static func settings(_ list: String) -> Set<ParitySetting> {
        Set(list.prefix(PollRow.longestName).split(separator: ",").compactMap { ParitySetting(rawValue: String($0)) })
    }

    /// Values that are no plain number (`0x80`) are left out: the server accepts many forms, and these are rare.
    private static func values(_ list: String) -> [ParitySetting: Int] {
        var values: [ParitySetting: Int] = [:]
        for entry in list.prefix(PollRow.longestName).split(separator: ",") {
            let parts = entry.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let setting = ParitySetting(rawValue: String(parts[0])) else { continue }
            values[setting] = Int32(parts[1]).map(Int.init)
        }
        return values
    }
}
