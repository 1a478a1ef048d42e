internal import ReplicationCore

/// Whether a set has a primary, from replmon's polls and the members' reports together.
enum PrimaryPresence: Sendable {
    /// This member answers as writable primary.
    case answers(String)
    /// This member does not answer replmon, and another one shows it as primary.
    case reported(String)
    /// No member is primary, as far as the members that are reached show.
    case none
    /// Not known, and why.
    case unknown(String)
}
