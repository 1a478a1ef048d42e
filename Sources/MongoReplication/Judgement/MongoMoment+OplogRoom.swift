internal import ReplicationCore

extension MongoMoment {
    /// Less behind than this is keeping up.
    private static let keepsUpWithin = Duration.seconds(60)

    /// From the newest entry a member has to the oldest that any member still has that it could sync from. A member
    /// that is down keeps the position it was last known to have.
    func measureRoom(of host: String) -> OplogRoom {
        let position = lastPosition(of: host)
        let sources = syncCandidates(of: host, at: position)
        guard !sources.isEmpty else { return .unknown("no member answers that \(host) could sync from") }
        let reaches = sources.map { ($0, oplogReach(of: $0)) }
        let known = reaches.compactMap { source, reach in reach.value.map { (source: source, reach: $0) } }
        guard let position else {
            guard let first = known.first, known.allSatisfy({ $0.reach.isFull == false }) else {
                return .unknown("the position of \(host) is not known")
            }
            return .unlimited(first.reach.notFull(first.source))
        }
        let newest = position.opTime.second
        if let source = known.first(where: { $0.reach.isFull == false && $0.reach.earliest <= newest }) {
            return .unlimited(source.reach.notFull(source.source))
        }
        guard let best = known.min(by: { $0.reach.earliest < $1.reach.earliest }) else {
            return .unknown(reaches.first?.1.unknownReason ?? "no oplog known")
        }
        let time = max(.zero, newest.since(best.reach.earliest))
        // Entries that are gone stay gone, however full the oplog is.
        guard best.reach.isFull != nil || time == .zero else { return .unknown(fullnessUnknown(best.source)) }
        return .limited(
            OplogHeadroom(
                time: time, source: best.source,
                fallsOffIn: fallsOffIn(host, headroom: time, source: best.source)))
    }

    private func lastPosition(of host: String) -> OplogPosition? {
        let reported = peerViews(of: host).filter(\.row.healthy).compactMap(\.row.position)
        return ([nodes[host]?.lastReading?.position].compactMap(\.self) + reported).max { $0.opTime < $1.opTime }
    }

    /// The members that a member could copy oplog entries from (`TopologyCoordinator::chooseNewSyncSource`): the
    /// primary alone without chaining; a voter from voters only; others than the primary while they are not behind
    /// the member.
    private func syncCandidates(of host: String, at position: OplogPosition?) -> [String] {
        let isVoter = declaration(of: host).map { $0.votes > 0 } ?? false
        return members.filter { source in
            guard source != host, !isArbiter(source), let candidate = answering[source], candidate.isInSet else {
                return false
            }
            let state = candidate.state
            if config?.settings.chainingAllowed == false, let primary { return source == primary }
            if isVoter, candidate.declaration?.votes == 0 { return false }
            if state == .secondary, let position, let reached = positions[source]?.position,
                position.opTime.second.since(reached.opTime.second) > Self.keepsUpWithin
            {
                return false
            }
            return state == .primary || state == .secondary
        }
    }

    private func fallsOffIn(_ host: String, headroom: Duration, source: String) -> Duration? {
        guard let member = nodes[source], let readAt = member.lastReading?.server?.observedAt,
            // Where too few cuts were seen: new entries push out as much as they bring.
            let cutting = member.oplog.cuttingPerSecond(at: readAt) ?? member.oplog.applying.perSecond
        else { return nil }
        var (applying, noise) = (0.0, 0.05)
        if memberReading(host) != nil {
            guard let pace = nodes[host]?.oplog.applying, let perSecond = pace.perSecond else { return nil }
            let lag = lags[host]?.lag.time.value ?? .zero
            if delay(of: host) == .zero, lag < Self.keepsUpWithin { return nil }
            applying = perSecond
            // An idle set moves on by ten seconds at once, at either end of what was watched.
            noise = max(noise, 20 / max(1, pace.span.seconds))
        }
        let lost = cutting - applying
        guard lost > noise else { return nil }
        let seconds = headroom.seconds / lost
        return seconds < 1e9 ? .seconds(seconds) : nil
    }
}
