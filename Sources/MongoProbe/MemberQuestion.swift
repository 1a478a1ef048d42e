/// A command that is sent with credentials, after `hello`.
enum MemberQuestion: CaseIterable {
    case status, config, serverStatus, oplogStats, featureCompatibility

    /// The privilege it needs, in the server's terms.
    var privilege: String {
        switch self {
        case .status: "replSetGetStatus"
        case .config: "replSetGetConfig"
        case .serverStatus: "serverStatus"
        case .oplogStats: "collStats on local.oplog.rs"
        case .featureCompatibility: "getParameter"
        }
    }

    var database: String { self == .oplogStats ? "local" : "admin" }

    /// Whether the state of the set is unknown without it.
    var isVital: Bool { self == .status || self == .config }
}
