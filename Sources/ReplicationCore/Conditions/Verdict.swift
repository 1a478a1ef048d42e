/// replmon's judgement of a cluster; ordered from best to worst for people who must act.
package enum Verdict: String, Hashable, Sendable, CaseIterable, Comparable {
    case ok
    /// No finding, but a condition that matters is unknown.
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
