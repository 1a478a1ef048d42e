internal import ReplicationCore

/// A report of one node on another that does not answer replmon.
struct PeerReport: Sendable {
    /// The node that reports.
    var reporter: String
    var status: Status
    /// The basis of the report, for people.
    var text: String

    /// The state of the silent node as the reporter sees it.
    enum Status: Sendable {
        /// Heard from it since it failed to answer replmon.
        case alive
        /// Still connected to it, and nothing has arrived since.
        case undecided
        /// No connection to it, or a dead one.
        case gone
        /// The reporter has not been polled since.
        case notAsked
    }
}
