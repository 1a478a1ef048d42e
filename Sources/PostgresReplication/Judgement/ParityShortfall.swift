internal import ReplicationCore

/// One setting of which a standby has, or will have, less than its primary has or will have.
struct ParityShortfall: Sendable, Hashable, CustomStringConvertible {
    var setting: ParitySetting
    var primary: Side
    var standby: Side

    /// One server's value.
    struct Side: Sendable, Hashable {
        var node: String
        var value: Int
        /// Whether the value is that after the next restart; the present one otherwise.
        var isAfterRestart: Bool
    }

    /// Whether it is so already, before any restart.
    var isPresent: Bool { !primary.isAfterRestart && !standby.isAfterRestart }

    /// One line for people: `max_connections is 100 on db-b and will be 200 on db-a after its next restart`.
    var description: String {
        if isPresent {
            return "\(setting.rawValue) is \(standby.value) on \(standby.node) and \(primary.value) on \(primary.node)"
        }
        func text(_ side: Side) -> String {
            side.isAfterRestart
                ? "will be \(side.value) on \(side.node) after its next restart" : "is \(side.value) on \(side.node)"
        }
        return "\(setting.rawValue) \(text(standby)) and \(text(primary))"
    }
}
