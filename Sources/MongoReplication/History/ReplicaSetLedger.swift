internal import ReplicationCore

/// Elections and rollbacks since the set is watched.
struct ReplicaSetLedger: Sendable {
    /// How many of each kind are kept.
    private static let length = 10

    /// Newest first, at most ten; no two of one term.
    private(set) var elections: [ElectionRecord] = []
    /// How many elections were seen to be won.
    private(set) var electionsWon = 0
    /// Newest first, at most ten.
    private(set) var rollbacks: [RollbackRecord] = []
    /// `rbid` of each member as last read. A caller that keeps it over a restart sets it before the first observation.
    var rollbackIDs: [String: RollbackIDReading] = [:]
    /// The highest term any member has shown.
    private(set) var term: Int64?

    private var watchedSince: MonotonicInstant?
    /// Until every member was polled once the term is learnt: the election that led to it was before.
    private var isLearning = true
    /// The term that was learnt, not watched.
    private var learntTerm: Int64?
    /// The members that have shown a term.
    private var termShownBy: Set<String> = []
    /// The newest primary that answered as one.
    private var reign: Reign?
    private var withoutPrimarySince: MonotonicInstant?
    /// Whether no member answered at some time since a primary was last seen: how long there was none is not known.
    private var wasBlind = false
    private var lastRecordedAt: MonotonicInstant?
    /// Values of a member's `rbid` that were read up to here belong to data that it has no longer.
    private var emptiedAt: [String: MonotonicInstant] = [:]

    private struct Reign: Sendable {
        var host: String
        var term: Int64
    }

    /// Takes one poll's outcome of a member of `set`, which has taken it already.
    mutating func record(_ observation: Observation<MongoReading>, of host: String, in moment: MongoMoment) {
        watchedSince = watchedSince ?? observation.startedAt
        let now = observation.completedAt
        noteBlindness(at: now, in: moment)
        if let reading = moment.memberReading(host) {
            note(Self.term(shownBy: reading), by: host, at: now)
            noteWinner(reading, host, in: moment)
            noteRollback(reading, host, in: moment)
        } else if let reading = moment.reading(host), Self.isEmpty(reading) {
            empty(host, at: now)
        }
        noteAbsence(of: observation, host, in: moment)
        if isLearning, term != nil, moment.members.allSatisfy({ moment.nodes[$0]?.record.latest != nil }) {
            isLearning = false
            learntTerm = term
        }
    }

    /// Drops what is known of members that are no longer watched.
    mutating func forget(where isForgotten: (String) -> Bool) {
        rollbackIDs = rollbackIDs.filter { !isForgotten($0.key) }
        emptiedAt = emptiedAt.filter { !isForgotten($0.key) }
        termShownBy = termShownBy.filter { !isForgotten($0) }
    }
}

// MARK: Elections

extension ReplicaSetLedger {
    /// The highest term that an answer shows; each of its parts may be older than another.
    private static func term(shownBy reading: MongoReading) -> Int64? {
        [
            reading.hello.electionTerm, reading.hello.lastWrite?.term, reading.status?.term,
            reading.status?.own?.opTime?.term,
        ].compactMap(\.self).max().flatMap { $0 > 0 ? $0 : nil }
    }

    private mutating func note(_ shown: Int64?, by host: String, at now: MonotonicInstant) {
        guard let shown else { return }
        defer {
            termShownBy.insert(host)
            term = max(shown, term ?? shown)
        }
        guard let term, !isLearning, shown > term else { return }
        // The term before had no winner: a failed election, or one that was over before it was seen.
        if let newest = elections.first, newest.primary == nil { elections.removeFirst() }
        var election = ElectionRecord(term: shown, priorPrimary: reign?.host, seenAt: now)
        let before = elections.first?.term ?? learntTerm ?? term
        election.missedTerms = max(0, shown.subtractingReportingOverflow(before).partialValue &- 1)
        election.mayPredateWatch = !termShownBy.contains(host)
        elections = Array(([election] + elections).prefix(Self.length))
    }

    private mutating func noteWinner(_ reading: MongoReading, _ host: String, in moment: MongoMoment) {
        let now = moment.now
        guard reading.hello.isWritablePrimary, let term = reading.hello.electionTerm ?? reading.status?.term, term > 0
        else { return }
        if let index = elections.firstIndex(where: { $0.term == term }), elections[index].primary ?? host == host {
            if elections[index].primary == nil {
                elections[index].primary = host
                elections[index].withoutPrimary = reign == nil || wasBlind ? nil : absence(until: now)
            }
            if let status = reading.status { elections[index].explain(by: status, in: moment.config, at: now) }
            if predatesWatch(elections[index], shownBy: reading, at: now) {
                elections.remove(at: index)
            } else {
                countElection(at: index)
            }
        }
        guard term > reign?.term ?? 0 else { return }
        reign = Reign(host: host, term: term)
    }

    /// Once, and only when it is known to be from the time of the watch: a count is not taken back.
    private mutating func countElection(at index: Int) {
        let election = elections[index]
        guard !election.isCounted, !election.mayPredateWatch || election.electedAt != nil else { return }
        elections[index].isCounted = true
        electionsWon += 1
    }

    private func absence(until now: MonotonicInstant) -> Duration {
        withoutPrimarySince.map { max(.zero, $0.duration(to: now)) } ?? .zero
    }

    /// Whether an election that a member's first reply shows was before the watch began: those that answered before may
    /// not have known of it. Both times are by the winner's clock.
    private func predatesWatch(
        _ election: ElectionRecord, shownBy reading: MongoReading, at now: MonotonicInstant
    ) -> Bool {
        guard election.mayPredateWatch, let electedAt = election.electedAt, let watchedSince,
            let date = reading.status?.date ?? reading.hello.localTime
        else { return false }
        return date.since(electedAt) > watchedSince.duration(to: now)
    }

    private mutating func noteBlindness(at now: MonotonicInstant, in moment: MongoMoment) {
        let gap = lastRecordedAt.map { $0.duration(to: now) } ?? .zero
        wasBlind = wasBlind || !moment.isAnswered || gap > moment.limits.reading
        lastRecordedAt = now
    }

    /// Since when no primary is seen: neither by replmon nor by a member that hears it.
    private mutating func noteAbsence(
        of observation: Observation<MongoReading>, _ host: String, in moment: MongoMoment
    ) {
        guard let reign else { return }
        let now = observation.completedAt
        let isSeen =
            moment.primary.map { (moment.term(of: $0) ?? reign.term) >= reign.term } == true
            || moment.findSignOfLife(of: reign.host, in: moment.findPeerViews(of: reign.host))?.state == .primary
        guard !isSeen else {
            (withoutPrimarySince, wasBlind) = (nil, false)
            return
        }
        guard withoutPrimarySince == nil else { return }
        if case .failure = observation.result {
            withoutPrimarySince = observation.startedAt
        } else {
            withoutPrimarySince = now
        }
    }
}

// MARK: Rollbacks

extension ReplicaSetLedger {
    private mutating func noteRollback(_ reading: MongoReading, _ host: String, in moment: MongoMoment) {
        let now = moment.now
        if Self.isEmpty(reading) { return empty(host, at: now) }
        guard let server = reading.server, let id = server.rollbackID,
            server.observedAt > emptiedAt[host] ?? MonotonicInstant(nanoseconds: .min)
        else { return }
        let previous = rollbackIDs[host]
        // Slower facts that were read before, maybe of a former process.
        if let previous, previous.id == id, previous.at == server.observedAt { return }
        if let previous, id > previous.id, !Self.wasEmptied(reading, since: previous.at, at: now) {
            let (rise, overflow) = id.subtractingReportingOverflow(previous.id)
            let wasRestarted = Self.wasRestarted(reading, since: previous, at: now)
            let record = RollbackRecord(
                member: host, count: overflow ? .max : max(1, rise - (wasRestarted ? 1 : 0)), rollbackID: id,
                after: previous.at, noticedAt: server.observedAt, mayBeUncleanEnd: wasRestarted && rise == 1)
            rollbacks = Array(([record] + rollbacks).prefix(Self.length))
        }
        rollbackIDs[host] = RollbackIDReading(id: id, at: server.observedAt, processID: reading.hello.processID)
    }

    private mutating func empty(_ host: String, at now: MonotonicInstant) {
        rollbackIDs[host] = nil
        emptiedAt[host] = now
    }

    /// Whether a member has no data of its own (yet): an initial sync is ahead or under way, and `rbid` begins anew.
    /// STARTUP2 alone is no sign, every start passes it.
    private static func isEmpty(_ reading: MongoReading) -> Bool {
        if reading.statusFailure?.mongoErrorCode == .notYetInitialized { return true }
        guard let status = reading.status, status.myState == .startup || status.myState == .startup2 else {
            return false
        }
        if let sync = status.initialSync, sync.endedAt == nil { return true }
        return status.own?.opTime?.isNull == true
    }

    /// Whether the process began since a former reading: after an unclean end a server raises `rbid` once by itself,
    /// which looks the same as a rollback. `uptime` is in whole seconds, rounded down.
    private static func wasRestarted(
        _ reading: MongoReading, since former: RollbackIDReading, at now: MonotonicInstant
    ) -> Bool {
        if let id = reading.hello.processID, let formerID = former.processID { return id != formerID }
        return reading.status?.own?.uptime.map { $0 + .seconds(1) <= former.at.duration(to: now) } ?? false
    }

    /// Whether an initial sync began since a former reading, by the member's clock.
    private static func wasEmptied(
        _ reading: MongoReading, since former: MonotonicInstant, at now: MonotonicInstant
    ) -> Bool {
        guard let date = reading.status?.date, let began = reading.status?.initialSync?.startedAt else { return false }
        return date.since(began) < former.duration(to: now)
    }
}
