/// How telling one Alertmanager goes, since replmon started.
public struct AlertmanagerStatistics: Hashable, Sendable {
    /// Its URL without credentials.
    public var url: String
    /// Alerts that it took, each time it was told them.
    public var sent: UInt64 = 0
    /// Requests that failed.
    public var errors: UInt64 = 0
    /// Alerts given up: refused (4xx), or too many waiting.
    public var dropped: UInt64 = 0
    /// Alerts whose news it has not taken yet.
    public var waiting: Int = 0
    /// How many may wait.
    public var capacity: Int
    /// Why the last request failed; `nil` after one that succeeded, and before the first.
    public var failure: String?
    /// For how long every request has failed; `nil` while they do not.
    public var failingFor: Duration?

    public init(url: String, capacity: Int) {
        self.url = url
        self.capacity = capacity
    }
}
