internal import ReplicationCore

extension MongoMoment {
    /// What a reader of this member is behind the primary by.
    ///
    /// The primary's own view of both positions comes first: one reply, one clock; of a member that answers, or that a
    /// peer has heard since it does not (`health` outlives a death by ten seconds). A member that the primary does not
    /// hear, or does not hear from, is measured by its own answer against what the primary had when that was given.
    /// Without a primary the freshest member stands in for it, and the lag says so; while one that is silent was ahead
    /// of it, it is a least lag only. Epoch optimes of members that are down are never used.
    func lag(of host: String) -> Lag {
        measuredLag(of: host).lag
    }

    /// Age of the positions that the lag of a member is computed from.
    func lagDataAge(of host: String) -> Duration? {
        let measured = measuredLag(of: host)
        guard measured.lag.time.value != nil else { return nil }
        return measured.asOf.map { max(.zero, $0.duration(to: now)) }
    }

    /// A lag, and when the older of the positions it compares was asked for.
    private struct MeasuredLag {
        var lag: Lag
        var asOf: MonotonicInstant?
    }

    private func measuredLag(of host: String) -> MeasuredLag {
        guard let primary = primary, let member = nodes[primary], let poll = member.lastPoll,
            let reading = reading(primary)
        else { return lagWithoutPrimary(of: host) }
        guard reading.position != nil else {
            return unknown("\(primary) does not show its position: \(positionProblem(reading))")
        }
        guard let told = toldPosition(of: host, by: reading, polledIn: poll) else {
            if let heard = heardPosition(of: host) {
                var lag = member.behind(heard.told.position, polledIn: heard.told.poll)
                lag.errorBound = lag.errorBound.map { $0 + heard.staleness }
                return MeasuredLag(lag: lag, asOf: min(heard.told.poll.started, poll.started))
            }
            var lag = Lag(time: .unknown(missingPosition(of: host)))
            lag.atLeast = leastLag(ofSilent: host, behind: member, polledIn: poll)
            return MeasuredLag(lag: lag)
        }
        return MeasuredLag(
            lag: member.behind(told.position, polledIn: told.poll), asOf: min(told.poll.started, poll.started))
    }

    private func unknown(_ reason: String) -> MeasuredLag {
        MeasuredLag(lag: Lag(time: .unknown(reason)))
    }

    // MARK: Whose word counts

    private struct ToldPosition {
        var position: OplogPosition
        var poll: PollSpan
    }

    /// Where a member stands by the primary's word, or by its own where that is newer and further: the primary is told
    /// of progress through the chain of sync sources, which may be stuck.
    private func toldPosition(of host: String, by primary: MongoReading, polledIn poll: PollSpan) -> ToldPosition? {
        let own = ownPosition(of: host)
        let isAlive = reading(host) != nil || livingWitness(of: host) != nil
        guard isAlive, let row = primary.status?.members.first(where: { $0.name == host }), row.healthy,
            row.opTime?.isNull == false
        else { return own }
        guard let position = row.position else { return nil }
        if let own, own.poll.completed <= poll.started, !position.includes(own.position) { return own }
        return ToldPosition(position: position, poll: poll)
    }

    private func ownPosition(of host: String) -> ToldPosition? {
        guard let position = memberReading(host)?.position, let poll = nodes[host]?.lastPoll else {
            return nil
        }
        return ToldPosition(position: position, poll: poll)
    }

    /// Where a member stands that neither we nor the primary reach, by the word of a peer that hears it.
    private func heardPosition(of host: String) -> Candidate? {
        guard livingWitness(of: host) != nil else { return nil }
        return candidates(host).max { $0.told.position.opTime < $1.told.position.opTime }
    }

    private func missingPosition(of host: String) -> String {
        guard let record = nodes[host]?.record else { return "\(host) not polled yet" }
        guard let reading = reading(host) else { return record.staleReason(host, at: now) }
        guard belongs(reading.hello) else { return "\(host) answers, but not as a member of this set" }
        return "\(host) does not show its position: \(positionProblem(reading))"
    }

    private func positionProblem(_ reading: MongoReading) -> String {
        if let failure = reading.statusFailure { return failure.description }
        return reading.status == nil ? "no replSetGetStatus" : "no optime"
    }

    /// What a member is behind by at least that hangs: it accepts connections (or its machine is gone) and nobody hears
    /// it. A stopped process has applied nothing since it last answered.
    private func leastLag(ofSilent host: String, behind primary: MongoMember, polledIn poll: PollSpan) -> Duration? {
        guard case .timeout? = nodes[host]?.record.failure, let position = nodes[host]?.lastReading?.position,
            livingWitness(of: host) == nil
        else { return nil }
        let lag = primary.behind(position, polledIn: poll)
        guard let time = lag.time.value, let bound = lag.errorBound else { return nil }
        return max(.zero, time - bound)
    }

    // MARK: Without a primary

    /// What others are known to have, by their own word or, of members that do not answer us, by a peer's.
    private struct Candidate {
        var name: String
        var told: ToldPosition
        /// How old a peer's word may be besides.
        var staleness = Duration.zero
    }

    private func lagWithoutPrimary(of host: String) -> MeasuredLag {
        if let unasked = members.first(where: { nodes[$0]?.record.latest == nil }) {
            return unknown("no primary answers, and \(unasked) has not been polled yet")
        }
        guard let own = ownPosition(of: host) else { return unknown(missingPosition(of: host)) }
        let others = members.filter { $0 != host && !isArbiter($0) }.flatMap { candidates($0) }
        let best = others.max { $0.told.position.opTime < $1.told.position.opTime }
        if let silent = lagBehindSilent(own.position, best?.told.position) { return silent }
        guard let freshest = best else {
            return unknown("no primary and no other data-bearing member answers to compare with")
        }
        let (here, reached) = OplogPosition.aligned(own.position, freshest.told.position)
        let isFreshest = here.includes(reached)
        let asOf = min(own.poll.started, freshest.told.poll.started)
        let gap = asOf.duration(to: max(own.poll.completed, freshest.told.poll.completed))
        let lag = Lag(
            time: .known(isFreshest ? .zero : max(.zero, reached.written.since(here.written))),
            errorBound: here.resolution + max(.zero, gap) + freshest.staleness,
            comparedWith: (isFreshest ? "itself, the freshest member" : "the freshest member \(freshest.name)")
                + ", no primary")
        return MeasuredLag(lag: lag, asOf: asOf)
    }

    /// That a member which does not answer any more had entries that nobody shows who can be asked: those who lack them
    /// have not caught up, however alike they are.
    private func lagBehindSilent(_ own: OplogPosition, _ freshest: OplogPosition?) -> MeasuredLag? {
        let silent = members.filter { reading($0) == nil && !isArbiter($0) }
            .compactMap { host -> (host: String, position: OplogPosition)? in
                guard let last = nodes[host]?.lastReading, belongs(last.hello) else { return nil }
                return last.position.map { (host, $0) }
            }
            .max { $0.position.opTime < $1.position.opTime }
        guard let silent, !own.includes(silent.position), freshest?.includes(silent.position) != true else {
            return nil
        }
        let (here, reached) = OplogPosition.aligned(own, silent.position)
        var lag = Lag(time: .unknown("no primary, and behind what \(silent.host) had when it last answered"))
        lag.atLeast = max(.zero, reached.written.since(here.written) - here.resolution)
        return MeasuredLag(lag: lag)
    }

    private func candidates(_ host: String) -> [Candidate] {
        if let own = ownPosition(of: host) { return [Candidate(name: host, told: own)] }
        return peerViews(of: host).compactMap { view in
            guard view.row.healthy, let position = view.row.position, let poll = nodes[view.witness]?.lastPoll else {
                return nil
            }
            // Peers learn positions by heartbeats.
            let interval = config?.settings.heartbeatInterval ?? .seconds(2)
            return Candidate(
                name: "\(host) as \(view.witness) sees it", told: ToldPosition(position: position, poll: poll),
                staleness: max(.zero, interval, view.heardAgo ?? .zero))
        }
    }
}
