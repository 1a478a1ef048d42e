internal import ReplicationCore

extension MongoMoment {
    /// Age of the positions that the lag of a member is computed from.
    func lagDataAge(of host: String) -> Duration? {
        guard let measured = lags[host], measured.lag.time.value != nil else { return nil }
        return measured.asOf.map { max(.zero, $0.duration(to: now)) }
    }

    /// How far a reader of this member is behind the primary.
    ///
    /// The primary's own view of both positions comes first: one reply, one clock; of a member that answers, or that a
    /// peer has heard since it does not (`health` stays 1 for ten seconds after a death). A member that the primary
    /// does not hear, or does not hear from, is measured by its own reply against the primary's position at that time.
    /// Without a primary it is measured against the freshest member, and the lag says so; while a silent member was
    /// ahead of that one, only a lower limit is known. Epoch optimes of members that are down are never used.
    func measureLag(of host: String) -> MeasuredLag {
        guard let primary, let member = nodes[primary], let poll = member.lastPoll, let reading = reading(primary)
        else { return lagWithoutPrimary(of: host) }
        guard reading.position != nil else {
            return unknown("\(primary) does not show its position: \(positionProblem(reading))")
        }
        guard let shown = shownPosition(of: host, by: reading, polledIn: poll) else {
            if let heard = heardPosition(of: host) {
                var lag = member.behind(heard.shown.position, polledIn: heard.shown.poll)
                lag.errorBound = lag.errorBound.map { $0 + heard.staleness }
                return MeasuredLag(lag: lag, asOf: min(heard.shown.poll.started, poll.started))
            }
            var lag = Lag(time: .unknown(missingPosition(of: host)))
            lag.atLeast = leastLag(ofSilent: host, behind: member, polledIn: poll)
            return MeasuredLag(lag: lag)
        }
        return MeasuredLag(
            lag: member.behind(shown.position, polledIn: shown.poll), asOf: min(shown.poll.started, poll.started))
    }

    private func unknown(_ reason: String) -> MeasuredLag {
        MeasuredLag(lag: Lag(time: .unknown(reason)))
    }

    // MARK: Whose reply counts

    /// The position of a member that answers, by its own reply.
    func position(of host: String) -> PolledPosition? {
        guard let position = memberReading(host)?.position, let poll = nodes[host]?.lastPoll else { return nil }
        return PolledPosition(position: position, poll: poll)
    }

    /// The position of a member by the primary's reply, or by its own where that is newer and further: progress reaches
    /// the primary through the chain of sync sources, which may be stuck.
    private func shownPosition(
        of host: String, by primary: MongoReading, polledIn poll: PollSpan
    ) -> PolledPosition? {
        let own = positions[host]
        let isRunning = reading(host) != nil || signsOfLife[host] != nil
        guard isRunning, let row = primary.status?.members.first(where: { $0.name == host }), row.healthy,
            row.opTime?.isNull == false
        else { return own }
        guard let position = row.position else { return nil }
        if let own, own.poll.completed <= poll.started, !position.includes(own.position) { return own }
        return PolledPosition(position: position, poll: poll)
    }

    /// The position of a member that neither replmon nor the primary reaches, by the reply of a peer that hears it.
    private func heardPosition(of host: String) -> Candidate? {
        guard signsOfLife[host] != nil else { return nil }
        return candidates(host).max { $0.shown.position.opTime < $1.shown.position.opTime }
    }

    private func missingPosition(of host: String) -> String {
        guard let reading = reading(host) else { return staleReason(host) }
        guard belongs(reading.hello) else { return "\(host) answers, but not as a member of this set" }
        return "\(host) does not show its position: \(positionProblem(reading))"
    }

    private func positionProblem(_ reading: MongoReading) -> String {
        if let failure = reading.statusFailure { return failure.description }
        return reading.status == nil ? "no replSetGetStatus" : "no optime"
    }

    /// How far a member is behind at least that hangs: it accepts connections (or its machine is gone) and no member
    /// hears it. A stopped process has applied nothing since it last answered.
    private func leastLag(ofSilent host: String, behind primary: MongoMember, polledIn poll: PollSpan) -> Duration? {
        guard case .timeout? = nodes[host]?.record.failure, let position = nodes[host]?.lastReading?.position,
            signsOfLife[host] == nil
        else { return nil }
        let lag = primary.behind(position, polledIn: poll)
        guard let time = lag.time.value, let bound = lag.errorBound else { return nil }
        return max(.zero, time - bound)
    }

    // MARK: Without a primary

    /// The position of another member, by its own reply or, of a member that does not answer replmon, by a peer's.
    private struct Candidate {
        var name: String
        var shown: PolledPosition
        /// How old a peer's knowledge may be besides.
        var staleness = Duration.zero
    }

    private func lagWithoutPrimary(of host: String) -> MeasuredLag {
        if let unasked = members.first(where: { nodes[$0]?.record.latest == nil }) {
            return unknown("no primary answers, and \(unasked) has not been polled yet")
        }
        guard let own = positions[host] else { return unknown(missingPosition(of: host)) }
        let others = members.filter { $0 != host && !isArbiter($0) }.flatMap { candidates($0) }
        let best = others.max { $0.shown.position.opTime < $1.shown.position.opTime }
        if let silent = lagBehindSilent(own.position, best?.shown.position) { return silent }
        guard let freshest = best else {
            return unknown("no primary and no other data-bearing member answers to compare with")
        }
        let (here, reached) = OplogPosition.aligned(own.position, freshest.shown.position)
        let isFreshest = here.includes(reached)
        let asOf = min(own.poll.started, freshest.shown.poll.started)
        let gap = asOf.duration(to: max(own.poll.completed, freshest.shown.poll.completed))
        let lag = Lag(
            time: .known(isFreshest ? .zero : max(.zero, reached.written.since(here.written))),
            errorBound: here.resolution + max(.zero, gap) + freshest.staleness,
            comparedWith: (isFreshest ? "itself, the freshest member" : "the freshest member \(freshest.name)")
                + ", no primary")
        return MeasuredLag(lag: lag, asOf: asOf)
    }

    /// The lag behind a member that does not answer any more and had entries that no member shows that can be asked:
    /// those that lack them have not caught up, however alike they are.
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
        if let own = positions[host] { return [Candidate(name: host, shown: own)] }
        return peerViews(of: host).compactMap { view in
            guard view.row.healthy, let position = view.row.position, let poll = nodes[view.reporter]?.lastPoll else {
                return nil
            }
            // Peers learn positions by heartbeats.
            let interval = config?.settings.heartbeatInterval ?? .seconds(2)
            return Candidate(
                name: "\(host) as \(view.reporter) sees it", shown: PolledPosition(position: position, poll: poll),
                staleness: max(.zero, interval, view.heardAgo ?? .zero))
        }
    }
}
