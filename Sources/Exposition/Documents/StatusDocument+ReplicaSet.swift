extension StatusDocument {
    /// A MongoDB replica set as a whole.
    public struct ReplicaSet: Codable, Sendable, Hashable {
        public var availability: Availability
        /// Who sees whom, by each member's own word and by replmon's.
        public var sightings: [Sighting]
        /// The last elections, the newest first, at most ten.
        public var elections: [Election]
        /// The last rollbacks, the newest first, at most ten.
        public var rollbacks: [Rollback]
        /// Version and term of the newest configuration that any member told.
        @ExplicitNull public var configVersion: Int64? = nil
        @ExplicitNull public var configTerm: Int64? = nil
    }

    /// What a replica set does for its clients, and how much more it can lose.
    public struct Availability: Codable, Sendable, Hashable {
        /// Whether there is a primary that takes writes.
        @ExplicitNull public var writable: Bool? = nil
        @ExplicitNull public var writableUnknownReason: String? = nil
        /// Whether writes with `w: "majority"` are acknowledged.
        @ExplicitNull public var majorityWritable: Bool? = nil
        @ExplicitNull public var majorityWritableUnknownReason: String? = nil
        /// Whether any member serves reads.
        @ExplicitNull public var readable: Bool? = nil
        @ExplicitNull public var readableUnknownReason: String? = nil
        /// How many more voting members may fail, whichever they are, with a primary still electable.
        @ExplicitNull public var failuresToleratedForWrites: Int? = nil
        @ExplicitNull public var failuresToleratedForWritesUnknownReason: String? = nil
        /// How many more data-bearing voters may fail with majority writes still acknowledged.
        @ExplicitNull public var failuresToleratedForMajorityWrites: Int? = nil
        @ExplicitNull public var failuresToleratedForMajorityWritesUnknownReason: String? = nil
        /// Members each of which, failing alone, would end writes.
        public var indispensable: [String]
        /// How long a majority write waits for a delayed member; `null` when for none.
        @ExplicitNull public var majorityWriteDelaySeconds: Double? = nil
    }

    /// What one member, or replmon, says of another.
    public struct Sighting: Codable, Sendable, Hashable {
        /// Who says it; `replmon` for replmon itself.
        public var witness: String
        /// Of whom.
        public var subject: String
        /// Whether the witness reaches the subject; `null` when it does not tell.
        @ExplicitNull public var reaches: Bool? = nil
        /// The subject's state by the witness's word.
        @ExplicitNull public var state: String? = nil
        /// Since the witness last received a heartbeat from the subject.
        @ExplicitNull public var heardAgoSeconds: Double? = nil
        /// The witness's own words on a problem, at most 256 characters.
        @ExplicitNull public var message: String? = nil
    }

    /// One election.
    public struct Election: Codable, Sendable, Hashable {
        public var term: Int64
        /// Who won; `null` while no member has said so.
        @ExplicitNull public var primary: String? = nil
        /// The winner's `lastElectionReason`, at most 256 characters.
        @ExplicitNull public var reason: String? = nil
        @ExplicitNull public var priorPrimary: String? = nil
        /// When replmon first saw the term: RFC 3339, UTC.
        public var seenAt: String
        public var ageSeconds: Double
        /// Terms before this one that nobody was seen to win.
        @ExplicitNull public var missedTerms: Int64? = nil
        /// For how long replmon saw no writable primary.
        @ExplicitNull public var withoutPrimarySeconds: Double? = nil
        /// From the election to the first majority write, by the winner's clock.
        @ExplicitNull public var majorityWritesAfterSeconds: Double? = nil
    }

    /// Rollbacks of one member between two readings of its `rbid`.
    public struct Rollback: Codable, Sendable, Hashable {
        public var member: String
        /// How many.
        public var count: Int64
        /// `rbid` after them.
        public var rollbackId: Int64
        /// Either that, or the process ended uncleanly: both raise `rbid` by one, and cannot be told apart.
        @ExplicitNull public var mayBeUncleanEnd: Bool? = nil
        /// The last reading with the former `rbid`: they happened after it. RFC 3339, UTC.
        public var after: String
        /// The first reading with the new one: they happened before it. RFC 3339, UTC.
        public var noticedAt: String
        /// Since they were noticed.
        public var ageSeconds: Double
    }

    /// How far an initial sync has come.
    public struct InitialSync: Codable, Sendable, Hashable {
        /// Copied of all data, 0 to 1.
        @ExplicitNull public var fraction: Double? = nil
        @ExplicitNull public var remainingSeconds: Double? = nil
        /// Attempts that failed.
        public var failedAttempts: Int64
    }
}
