/// Deliveries to one Alertmanager since replmon started.
package struct AlertmanagerStatistics: Hashable, Sendable {
    /// Its URL without credentials.
    package var url: String
    /// Alerts that it accepted, each repetition counted.
    package var sent: UInt64 = 0
    /// Requests that failed.
    package var errors: UInt64 = 0
    /// Alerts dropped: refused (4xx), or too many waiting.
    package var dropped: UInt64 = 0
    /// Alerts whose beginning or end it has not accepted yet.
    package var waiting: Int = 0
    /// The limit of ``waiting``.
    package var capacity: Int
    /// Why the last request failed; `nil` after one that succeeded, and before the first.
    package var failure: String?
    /// How long every request has failed; `nil` after one that succeeded.
    package var failingFor: Duration?

    package init(url: String, capacity: Int) {
        self.url = url
        self.capacity = capacity
    }
}
