extension MongoReplicaSet {
    /// What a reader of this secondary is behind the primary by, in milliseconds resolution.
    ///
    /// The primary's own view of both positions comes first: one reply, one clock; of a member that answers, or that a
    /// peer has heard since it does not (`health` outlives a death by ten seconds). A member that the primary does not
    /// hear is measured by its own answer against what the primary had when that was given. Epoch optimes of members
    /// that are down are never used.
    func lag(of host: String, at now: MonotonicInstant) -> Lag {
        guard let primary = primary(at: now), let primaryReading = reading(primary, at: now) else {
            return Lag(time: .unknown("no primary answers to compare with"))
        }
        guard let status = primaryReading.status, let own = status.own else {
            return Lag(time: .unknown("\(primary) does not show its positions: \(statusProblem(primaryReading))"))
        }
        let isAlive = self.reading(host, at: now) != nil || livingWitness(of: host, at: now) != nil
        if isAlive, let row = status.members.first(where: { $0.name == host }), row.healthy, row.opTime?.isNull == false
        {
            return lag(
                row: row, primary: own, clock: nodes[primary]?.clock, at: nodes[primary]?.record.lastReadingAt)
        }
        guard let record = nodes[host]?.record, let reading = memberReading(host, at: now) else {
            let silence = nodes[host]?.record.staleReason(host, at: now) ?? "\(host) not polled yet"
            return Lag(
                time: .unknown(
                    self.reading(host, at: now) == nil ? silence : "\(host) answers, but not as a member of this set"))
        }
        guard let row = reading.status?.own else {
            return Lag(time: .unknown("\(host) does not show its position: \(statusProblem(reading))"))
        }
        return directLag(row: row, record: record, primary: primary)
    }

    private func statusProblem(_ reading: MongoReading) -> String {
        reading.statusFailure?.description ?? "no replSetGetStatus"
    }

    /// Both positions from one reply. On an idle set the next entry may just be under way: a member that stands where
    /// the primary stood at our previous poll is at most as late as that clock says, not the ten seconds between two
    /// no-op entries.
    private func lag(
        row: ReplicaSetStatus.Member, primary: ReplicaSetStatus.Member, clock: PositionClock?,
        at readAt: MonotonicInstant?
    ) -> Lag {
        guard let (applied, reached, resolution) = Self.positions(row, primary) else {
            return Lag(time: .unknown("\(row.name) has no optime"))
        }
        let difference = max(.zero, reached.since(applied))
        guard let clock, let readAt,
            case .behind(let late, let bound) = clock.reading(of: UInt64(clamping: applied.milliseconds), at: readAt),
            late < difference
        else { return Lag(time: .known(difference), errorBound: resolution) }
        return Lag(time: .known(late), errorBound: max(bound, resolution))
    }

    /// Both positions in the finest unit that both rows have; servers before 4.4.11 give only whole seconds.
    private static func positions(
        _ row: ReplicaSetStatus.Member, _ primary: ReplicaSetStatus.Member
    ) -> (applied: WallInstant, reached: WallInstant, resolution: Duration)? {
        if let applied = row.appliedWallTime, let reached = primary.appliedWallTime {
            return (applied, reached, .milliseconds(1))
        }
        guard row.lastAppliedWallTime == nil || primary.lastAppliedWallTime == nil,
            let applied = row.appliedSecond, let reached = primary.appliedSecond
        else { return nil }
        return (applied, reached, .seconds(1))
    }

    /// The member's own word against what the primary is known to have had when that was given.
    private func directLag(row: ReplicaSetStatus.Member, record: NodeRecord, primary: String) -> Lag {
        guard let applied = row.appliedWallTime ?? row.appliedSecond, let clock = nodes[primary]?.clock,
            let readAt = record.lastReadingAt, let reached = clock.position(at: readAt)
        else { return Lag(time: .unknown("\(row.name) has no position to compare with the primary's")) }
        switch clock.reading(of: UInt64(clamping: applied.milliseconds), at: readAt) {
        case .behind(let time, let bound): return Lag(time: .known(time), errorBound: bound + record.pollDuration)
        case .behindForMoreThan, .noHistory:
            let newest = WallInstant(milliseconds: Int64(clamping: reached))
            return Lag(time: .known(max(.zero, newest.since(applied))))
        }
    }
}
