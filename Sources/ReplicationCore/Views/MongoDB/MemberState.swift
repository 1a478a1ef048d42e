/// A replica set member's state, by the server's number; unknown numbers survive.
///
/// The number is the truth: `stateStr` reads "(not reachable/healthy)" for a member that is down.
/// <https://www.mongodb.com/docs/manual/reference/replica-states/>
package struct MemberState: RawRepresentable, Hashable, Sendable {
    package var rawValue: Int32

    package init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    package static let startup = MemberState(rawValue: 0)
    package static let primary = MemberState(rawValue: 1)
    package static let secondary = MemberState(rawValue: 2)
    package static let recovering = MemberState(rawValue: 3)
    package static let startup2 = MemberState(rawValue: 5)
    package static let unknown = MemberState(rawValue: 6)
    package static let arbiter = MemberState(rawValue: 7)
    package static let down = MemberState(rawValue: 8)
    package static let rollback = MemberState(rawValue: 9)
    package static let removed = MemberState(rawValue: 10)

    private static let names: [MemberState: String] = [
        .startup: "startup", .primary: "primary", .secondary: "secondary", .recovering: "recovering",
        .startup2: "startup2", .unknown: "unknown", .arbiter: "arbiter", .down: "down", .rollback: "rollback",
        .removed: "removed",
    ]

    /// The state's name in lower case, as the status document and metrics show it.
    package var name: String {
        Self.names[self] ?? "state \(rawValue)"
    }

    /// Whether replmon knows the number.
    package var isKnown: Bool {
        Self.names[self] != nil
    }

    /// A member in its working state: nothing to report.
    package var isNormal: Bool {
        self == .primary || self == .secondary || self == .arbiter
    }
}
