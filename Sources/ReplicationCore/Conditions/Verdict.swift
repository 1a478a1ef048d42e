/// What replmon says of a cluster; ordered from best to worst for people who have to act.
package enum Verdict: String, Hashable, Sendable, CaseIterable, Comparable {
    case ok
    /// Nothing wrong is known, but not everything that matters could be seen.
    case unknown
    case warning
    case critical

    private var rank: Int {
        switch self {
        case .ok: 0
        case .unknown: 1
        case .warning: 2
        case .critical: 3
        }
    }

    package static func < (left: Verdict, right: Verdict) -> Bool {
        left.rank < right.rank
    }
}
