internal import ReplicationCore

extension PostgresMoment {
    /// Why a standby must not be promoted; empty when nothing prevents it.
    func excludingObstacles(_ name: String, primary: String?) -> [String] {
        guard let node = answeringNode(name) else { return [staleReason(of: name)] }
        let reading = node.reading
        var obstacles: [String] = []
        if case .silent(let failure) = reading.postmasterCheck {
            obstacles.append("\(name) lets nobody new in: \(failure)")
        }
        if let primary, !Self.sameSystem(reading, nodes[primary]?.lastReading) {
            obstacles.append("\(name) is another system than \(primary)")
        }
        let divergence = timelineDiverged(node)
        if divergence.truth == .holds { obstacles.append(divergence.summary) }
        if let standby = reading.standby, standby.pauseState != .notPaused,
            !lowerSettings(name, primary: primary).isEmpty
        {
            obstacles.append("replay is paused and a setting is too low: \(name) refuses promotion")
        }
        return obstacles
    }

    /// Facts to know before a standby is promoted; none of them prevents that.
    func notes(_ standby: AnsweringStandby, primary: String?) -> [String] {
        let name = standby.name
        return lastSeen(primary) + timelineNotes(name, primary: primary)
            + feedNotes(standby) + lowerSettings(name, primary: primary)
            + unsyncedSlots(name, primary: primary)
    }

    private func lastSeen(_ primary: String?) -> [String] {
        guard let primary, reading(primary) == nil, let seenAt = nodes[primary]?.record.lastReadingAt else {
            return []
        }
        let age = HumanText.age(seenAt.duration(to: now))
        return ["\(primary) was last seen \(age) ago: WAL written since is not counted"]
    }

    private func timelineNotes(_ name: String, primary: String?) -> [String] {
        let divergence = answeringNode(name).map(timelineDiverged)
        let mild = divergence.flatMap { $0.truth == .holdsAsWarning ? [$0.summary] : nil } ?? []
        guard let primary, let theirs = nodes[primary]?.lastReading?.timeline,
            let ours = reading(name)?.timeline, ours < theirs
        else { return mild }
        return mild + ["\(name) is on timeline \(ours), \(primary) on \(theirs)"]
    }

    private func feedNotes(_ standby: AnsweringStandby) -> [String] {
        let name = standby.name
        var notes: [String] = []
        if standby.link.state == .archive {
            notes.append("\(name) is fed from an archive: it has only what was archived")
        }
        if needsRebuild(standby).truth == .holds {
            notes.append("\(name) needs to be rebuilt: the WAL it lacks is gone")
        }
        if standby.recovery.pauseState != .notPaused {
            let endsPause = standby.reading.serverVersion >= 130_000
            notes.append("replay is paused: promotion " + (endsPause ? "ends the pause" : "waits until it is resumed"))
        }
        if let delay = applyDelay(of: name) {
            notes.append("delayed by \(HumanText.age(delay)): promotion applies what is held back at once")
        }
        return notes
    }

    /// Settings of which it has less than the primary: `max_connections is 100 here and 200 on db-a`.
    private func lowerSettings(_ name: String, primary: String?) -> [String] {
        guard let ours = nodes[name]?.lastReading?.parity, let primary,
            let theirs = nodes[primary]?.lastReading?.parity
        else { return [] }
        return ParitySetting.allCases.enumerated().compactMap { place, setting in
            guard let here = ours[place].now, let there = theirs[place].now, here < there else { return nil }
            return "\(setting.rawValue) is \(here) on \(name) and \(there) on \(primary)"
        }
    }

    /// Logical slots that a failover is to keep (version 17 on) and of which this standby has no usable copy.
    private func unsyncedSlots(_ name: String, primary: String?) -> [String] {
        guard let primary, let wanted = nodes[primary]?.lastReading?.slots.filter({ $0.isFailover == true }),
            !wanted.isEmpty
        else { return [] }
        let copies = nodes[name]?.lastReading?.slots.filter { $0.isSynced == true && !$0.isLost }.map(\.name) ?? []
        let missing = wanted.map(\.name).filter { !copies.contains($0) }
        guard !missing.isEmpty else { return [] }
        let listed =
            missing.prefix(10).joined(separator: ", ") + (missing.count > 10 ? " and \(missing.count - 10) more" : "")
        return ["failover slots without a copy on \(name): \(listed)"]
    }
}
