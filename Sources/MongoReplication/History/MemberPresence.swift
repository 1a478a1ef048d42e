internal import ReplicationCore

/// The memory of one member between its polls: since when it answers without a break, since when its process is seen,
/// and which member it names as primary.
struct MemberPresence: Hashable, Sendable {
    /// Which member a member names as primary, in which term.
    struct PrimaryClaim: Hashable, Sendable {
        /// It takes writes itself.
        var isOwn: Bool
        /// The primary by `hello.primary`.
        var primary: String?
        /// The election term; of a member that shows only `hello` and is not primary, that of its last write: the
        /// present term is no lower.
        var term: Int64?
    }

    /// When it first answered again after a poll had failed; `nil` when no poll has failed yet.
    private(set) var silenceEndedAt: MonotonicInstant?
    /// When its present process first answered.
    private(set) var processSince: MonotonicInstant?
    private(set) var claim: PrimaryClaim?
    /// When it first showed that.
    private(set) var claimedSince: MonotonicInstant?
    private var processID: String?
    private var isSilent = false

    mutating func record(_ observation: Observation<MongoReading>) {
        guard case .success(let reading) = observation.result else {
            isSilent = true
            return
        }
        let instant = observation.completedAt
        if isSilent { silenceEndedAt = instant }
        isSilent = false
        if processSince == nil || processID != reading.hello.processID {
            processSince = instant
            processID = reading.hello.processID
        }
        let claim = PrimaryClaim(reading)
        if self.claim != claim {
            self.claim = claim
            claimedSince = instant
        }
    }
}

extension MemberPresence.PrimaryClaim {
    fileprivate init(_ reading: MongoReading) {
        let hello = reading.hello
        isOwn = hello.isWritablePrimary
        primary = hello.primary
        // `hello` and `replSetGetStatus` are asked one after the other: a primary's own term is the one in `hello`.
        term =
            isOwn
            ? hello.electionTerm ?? reading.status?.term ?? hello.lastWrite?.term
            : reading.status?.term ?? hello.lastWrite?.term
    }
}
