/// How telling one Alertmanager goes, since replmon started.
package struct AlertmanagerStatistics: Hashable, Sendable {
    /// Its URL without credentials.
    package var url: String
    /// Alerts that it took, each time it was told them.
    package var sent: UInt64 = 0
    /// Requests that failed.
    package var errors: UInt64 = 0
    /// Alerts given up: refused (4xx), or too many waiting.
    package var dropped: UInt64 = 0
    /// Alerts whose news it has not taken yet.
    package var waiting: Int = 0
    /// How many may wait.
    package var capacity: Int
    /// Why the last request failed; `nil` after one that succeeded, and before the first.
    package var failure: String?
    /// For how long every request has failed; `nil` while they do not.
    package var failingFor: Duration?

    package init(url: String, capacity: Int) {
        self.url = url
        self.capacity = capacity
    }
}
