extension StatusDocument {
    /// A MongoDB replica set as a whole.
    package struct ReplicaSet: Decodable, Sendable, Hashable {
        package var availability: Availability
        /// The reports of every member, and of replmon, about the members.
        package var sightings: [Sighting]
        /// The last elections, the newest first, at most ten.
        package var elections: [Election]
        /// The last rollbacks, the newest first, at most ten.
        package var rollbacks: [Rollback]
        /// Version and term of the newest configuration that any member reported.
        package var configVersion: Int64? = nil
        package var configTerm: Int64? = nil
    }

    /// The set's service to its clients, and how many more failures it tolerates.
    package struct Availability: Decodable, Sendable, Hashable {
        /// Whether there is a primary that takes writes.
        package var writable: Bool? = nil
        package var writableUnknownReason: String? = nil
        /// Whether writes with `w: "majority"` are acknowledged.
        package var majorityWritable: Bool? = nil
        package var majorityWritableUnknownReason: String? = nil
        /// Whether any member serves reads.
        package var readable: Bool? = nil
        package var readableUnknownReason: String? = nil
        /// How many more voting members may fail, whichever they are, with a primary still electable.
        package var failuresToleratedForWrites: Int? = nil
        package var failuresToleratedForWritesUnknownReason: String? = nil
        /// How many more data-bearing voters may fail with majority writes still acknowledged.
        package var failuresToleratedForMajorityWrites: Int? = nil
        package var failuresToleratedForMajorityWritesUnknownReason: String? = nil
        /// Members each of which, failing alone, would end writes.
        package var indispensable: [String]
        /// How long a majority write waits for a delayed member; `null` when for none.
        package var majorityWriteDelaySeconds: Double? = nil
    }

    /// The report of one member, or of replmon, about another member.
    package struct Sighting: Decodable, Sendable, Hashable {
        /// The reporter: a member, or `replmon` for replmon itself.
        package var witness: String
        /// The member that the report is about.
        package var subject: String
        /// Whether the reporter reaches the subject; `null` when the reporter does not say.
        package var reaches: Bool? = nil
        /// The subject's state as the reporter gives it.
        package var state: String? = nil
        /// Since the reporter last received a heartbeat from the subject.
        package var heardAgoSeconds: Double? = nil
        /// The reporter's message about a problem, at most 256 characters.
        package var message: String? = nil
    }

    /// One election.
    package struct Election: Decodable, Sendable, Hashable {
        package var term: Int64
        /// The winner; `null` while no member has reported it.
        package var primary: String? = nil
        /// The winner's `lastElectionReason`, at most 256 characters.
        package var reason: String? = nil
        package var priorPrimary: String? = nil
        /// When replmon first saw the term: RFC 3339, UTC.
        package var seenAt: String
        package var ageSeconds: Double
        /// Terms before this one without a known winner.
        package var missedTerms: Int64? = nil
        /// For how long replmon saw no writable primary.
        package var withoutPrimarySeconds: Double? = nil
        /// From the election to the first majority write, by the winner's clock.
        package var majorityWritesAfterSeconds: Double? = nil
    }

    /// Rollbacks of one member between two readings of its `rbid`.
    package struct Rollback: Decodable, Sendable, Hashable {
        package var member: String
        /// How many.
        package var count: Int64
        /// `rbid` after them.
        package var rollbackId: Int64
        /// Whether the process may have ended uncleanly instead: both raise `rbid` by one and look the same.
        package var mayBeUncleanEnd: Bool? = nil
        /// The last reading with the former `rbid`: they happened after it. RFC 3339, UTC.
        package var after: String
        /// The first reading with the new one: they happened before it. RFC 3339, UTC.
        package var noticedAt: String
        /// Since they were noticed.
        package var ageSeconds: Double
    }

    /// How far an initial sync has come.
    package struct InitialSync: Decodable, Sendable, Hashable {
        /// Copied of all data, 0 to 1.
        package var fraction: Double? = nil
        package var remainingSeconds: Double? = nil
        /// Attempts that failed.
        package var failedAttempts: Int64
    }
}
