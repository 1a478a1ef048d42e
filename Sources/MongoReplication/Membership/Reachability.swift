internal import ReplicationCore

/// Whether a member runs and answers, by replmon's polls and the other members' reports together.
enum Reachability: Sendable {
    /// It answers replmon.
    case answers
    /// Not known (yet), and why.
    case unknown(String)
    /// It runs and refuses replmon.
    case refuses(ProbeFailure)
    /// A server answers at its address, but not as a MongoDB member.
    case answersOtherwise(ProbeFailure)
    /// It does not answer replmon, but another member hears it.
    case heard(SignOfLife, ProbeFailure)
    /// It does not answer replmon, and no member that can be asked hears it.
    case unheard(ProbeFailure)

    /// Whether its process is known to run.
    var isRunning: Bool {
        switch self {
        case .answers, .refuses, .heard: true
        case .unknown, .answersOtherwise, .unheard: false
        }
    }
}
