/// Whether the primary changed by intent.
enum ElectionJudgement: Hashable, Sendable {
    /// It was handed over while the former primary was well; or there is nothing to say yet.
    case handover
    /// A new primary was elected because the former one went silent, or does not show why.
    case unplanned
    /// Not known, and why.
    case unknown(String)
}
