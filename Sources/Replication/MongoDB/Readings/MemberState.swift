/// A replica set member's state, by the server's number; unknown numbers survive.
///
/// The number is the truth: `stateStr` reads "(not reachable/healthy)" for a member that is down.
/// <https://www.mongodb.com/docs/manual/reference/replica-states/>
public struct MemberState: RawRepresentable, Hashable, Sendable {
    public var rawValue: Int32

    public init(rawValue: Int32) {
        self.rawValue = rawValue
    }

    public static let startup = MemberState(rawValue: 0)
    public static let primary = MemberState(rawValue: 1)
    public static let secondary = MemberState(rawValue: 2)
    public static let recovering = MemberState(rawValue: 3)
    public static let startup2 = MemberState(rawValue: 5)
    public static let unknown = MemberState(rawValue: 6)
    public static let arbiter = MemberState(rawValue: 7)
    public static let down = MemberState(rawValue: 8)
    public static let rollback = MemberState(rawValue: 9)
    public static let removed = MemberState(rawValue: 10)

    private static let names: [MemberState: String] = [
        .startup: "startup", .primary: "primary", .secondary: "secondary", .recovering: "recovering",
        .startup2: "startup2", .unknown: "unknown", .arbiter: "arbiter", .down: "down", .rollback: "rollback",
        .removed: "removed",
    ]

    /// The state's name in lower case, as the status document and metrics show it.
    public var name: String {
        Self.names[self] ?? "state \(rawValue)"
    }

    /// A member in its working state: nothing to report.
    public var isNormal: Bool {
        self == .primary || self == .secondary || self == .arbiter
    }
}
