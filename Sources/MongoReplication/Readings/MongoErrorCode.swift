internal import ReplicationCore

/// The code of a MongoDB server's error, as `ProbeFailure` carries it; codes that replmon does not know survive.
/// <https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml>
struct MongoErrorCode: RawRepresentable, Hashable, Sendable {
    var rawValue: String

    /// `NotYetInitialized`: the member has no configuration (yet).
    static let notYetInitialized = MongoErrorCode(rawValue: "94")
}

extension ProbeFailure {
    /// The code of a server's error; `nil` for any other failure.
    var mongoErrorCode: MongoErrorCode? {
        if case .server(let code, _) = self { MongoErrorCode(rawValue: code) } else { nil }
    }
}
