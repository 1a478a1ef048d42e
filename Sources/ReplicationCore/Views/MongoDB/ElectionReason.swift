/// Why an election was held: `lastElectionReason`, in the server's spelling (`StartElectionReasonEnum` in its source);
/// values that replmon does not know survive.
package struct ElectionReason: RawRepresentable, Hashable, Sendable {
    package var rawValue: String

    package init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// No heartbeat of the former primary arrived for `electionTimeoutMillis`.
    package static let electionTimeout = ElectionReason(rawValue: "electionTimeout")
    package static let stepUpRequest = ElectionReason(rawValue: "stepUpRequest")
    package static let stepUpRequestSkipDryRun = ElectionReason(rawValue: "stepUpRequestSkipDryRun")
    package static let priorityTakeover = ElectionReason(rawValue: "priorityTakeover")
    package static let catchupTakeover = ElectionReason(rawValue: "catchupTakeover")
    package static let singleNodePromptElection = ElectionReason(rawValue: "singleNodePromptElection")

    /// Whether the primary hands over, or another member takes over, while the former one still runs; `nil` for a value
    /// that replmon does not know.
    package var isHandover: Bool? {
        switch self {
        case .stepUpRequest, .stepUpRequestSkipDryRun, .priorityTakeover, .catchupTakeover, .singleNodePromptElection:
            true
        case .electionTimeout: false
        default: nil
        }
    }
}
