internal import ReplicationCore

/// More is not shown of a text that a server chose.
private let textLimit = 256

/// Every member reports about every other, and replmon about all: no replica set has more than 50 members
/// (<https://www.mongodb.com/docs/manual/reference/limits/#replica-sets>).
private let sightingLimit = 50 * 50

extension StatusDocument.ReplicaSet {
    init(_ view: ReplicaSetView, clock: SnapshotClock, elapsed: Duration) {
        availability = StatusDocument.Availability(view.availability)
        sightings = view.peerReports.prefix(sightingLimit).map { StatusDocument.Sighting($0, elapsed: elapsed) }
        elections = view.elections.map { StatusDocument.Election($0, clock: clock) }
        rollbacks = view.rollbacks.map { StatusDocument.Rollback($0, clock: clock) }
        configVersion = view.configVersion
        configTerm = view.configTerm
    }
}

extension StatusDocument.Availability {
    init(_ availability: ReplicaSetAvailability) {
        indispensable = availability.indispensable
        majorityWriteDelaySeconds = availability.majorityWriteDelay?.seconds.rounded(toPlaces: 3)
        (writable, writableUnknownReason) = availability.writable.valueOrReason
        (majorityWritable, majorityWritableUnknownReason) = availability.majorityWritable.valueOrReason
        (readable, readableUnknownReason) = availability.readable.valueOrReason
        (failuresToleratedForWrites, failuresToleratedForWritesUnknownReason) =
            availability.failuresToleratedForWrites.valueOrReason
        (failuresToleratedForMajorityWrites, failuresToleratedForMajorityWritesUnknownReason) =
            availability.failuresToleratedForMajorityWrites.valueOrReason
    }
}

extension StatusDocument.Sighting {
    /// replmon as a reporter.
    static let ourselves = "replmon"

    init(_ report: PeerReport, elapsed: Duration) {
        witness = report.reporter ?? Self.ourselves
        subject = report.subject
        reaches = report.reaches
        state = report.state
        heardAgoSeconds = report.heardAgo.map { ($0 + elapsed).seconds.rounded(toPlaces: 3) }
        message = report.message?.limited(to: textLimit)
    }
}

extension StatusDocument.Election {
    init(_ record: ElectionRecord, clock: SnapshotClock) {
        term = record.term
        seenAt = clock.wallTime(of: record.seenAt).description
        ageSeconds = clock.age(of: record.seenAt)
        missedTerms = record.missedTerms
        primary = record.primary
        reason = record.reason?.limited(to: textLimit)
        priorPrimary = record.priorPrimary
        withoutPrimarySeconds = record.withoutPrimary?.seconds.rounded(toPlaces: 3)
        majorityWritesAfterSeconds = record.majorityWritesAfter?.seconds.rounded(toPlaces: 3)
    }
}

extension StatusDocument.Rollback {
    init(_ record: RollbackRecord, clock: SnapshotClock) {
        member = record.member
        count = record.count
        rollbackId = record.rollbackID
        after = clock.wallTime(of: record.after).description
        noticedAt = clock.wallTime(of: record.noticedAt).description
        ageSeconds = clock.age(of: record.noticedAt)
        mayBeUncleanEnd = record.mayBeUncleanEnd
    }
}

extension StatusDocument.InitialSync {
    init(_ progress: InitialSyncProgress) {
        failedAttempts = progress.failedAttempts
        fraction = progress.fraction?.finite
        remainingSeconds = progress.remaining?.seconds.rounded(toPlaces: 3)
    }
}

extension StatusDocument.Node {
    mutating func add(_ member: MemberView, elapsed: Duration) {
        lagDataAgeSeconds = member.lagDataAge.map { ($0 + elapsed).seconds.rounded(toPlaces: 3) }
        votes = member.votes
        priority = member.priority?.finite
        hidden = member.isHidden
        configVersion = member.configVersion
        configTerm = member.configTerm
        oplogWindowSeconds = member.oplog?.window.value?.seconds.rounded(toPlaces: 3)
        oplogWindowUnknownReason = member.oplog?.window.unknownReason
        oplogHeadroomSeconds = member.oplog?.headroom?.value?.seconds.rounded(toPlaces: 3)
        oplogHeadroomUnknownReason = member.oplog?.headroom?.unknownReason
        fallsOffInSeconds = member.oplog?.fallsOffIn?.seconds.rounded(toPlaces: 3)
        clockSkewSeconds = member.clockSkew?.seconds.rounded(toPlaces: 3)
        clockSkewErrorBoundSeconds = member.clockSkew == nil ? nil : member.clockSkewBound?.seconds.rounded(toPlaces: 3)
        certificateExpiresAt = member.certificateExpiresAt?.description
        initialSync = member.initialSync.map(StatusDocument.InitialSync.init)
        rollbackId = member.rollbackID
        featureCompatibilityVersion = member.featureCompatibilityVersion?.limited(to: textLimit)
    }
}

extension Known {
    /// The value, or why there is none.
    fileprivate var valueOrReason: (Value?, String?) {
        (value, unknownReason)
    }
}

extension Double {
    /// `nil` for what JSON cannot say.
    fileprivate var finite: Double? {
        isFinite ? self : nil
    }
}
