internal import ReplicationCore

extension PostgresMoment {
    /// The loss, the backlog and the obstacles of promoting each standby, by name.
    ///
    /// Ranked are those that can be promoted: least loss first; on equal loss a synchronous standby before others (it has
    /// every acknowledged commit), then least backlog, then by name. Obstacles that exclude a standby: it does not answer
    /// or takes no connections, is another system, has diverged, shows no position, or would refuse (replay paused by a
    /// setting that is too low). A cost that is no obstacle is named and does not change the rank.
    func readiness(of standbys: [StandbyMoment]) -> NodeTable<FailoverReadiness> {
        let candidates = standbys.map { candidate($0) }
        let ranked = candidates.filter { !$0.isExcluded }.sorted { $0.isBetter(than: $1) }.map(\.name)
        return NodeTable(
            candidates.lazy.map { candidate in
                var readiness = candidate.readiness
                readiness.rank = ranked.firstIndex(of: candidate.name).map { $0 + 1 }
                return (candidate.name, readiness)
            })
    }

    private func candidate(_ moment: StandbyMoment) -> FailoverCandidate {
        let name = moment.name
        let primary = failingPrimary(for: name)
        let obstacles = excludingObstacles(name, primary: primary)
        guard let standby = moment.answering, let received = received(by: name)
        else {
            let reason = staleReason(of: name)
            let unknown = moment.reading == nil ? reason : "\(name) does not show its position"
            return FailoverCandidate(
                name: name, isExcluded: true,
                readiness: FailoverReadiness(
                    lossBytes: .unknown(unknown), lossTime: .unknown(unknown), backlogBytes: .unknown(unknown),
                    obstacles: obstacles.isEmpty ? [unknown] : obstacles))
        }
        let (lossBytes, lossTime) = loss(of: name, received: received, primary: primary)
        let backlog: Known<UInt64> =
            // Both of one reading: the upstream's, which is of another moment, would show replay to do where there is none.
            standby.recovery.replayLSN.map { .known((standby.recovery.receivedPosition ?? $0).bytes(past: $0)) }
            ?? .unknown("\(name) does not show its replay position")
        return FailoverCandidate(
            name: name, isExcluded: !obstacles.isEmpty, isSynchronous: isSynchronous(name), received: received,
            readiness: FailoverReadiness(
                lossBytes: lossBytes, lossTime: lossTime, backlogBytes: backlog,
                backlogTime: backlogTime(of: name, bytes: backlog.value),
                obstacles: obstacles + notes(standby, primary: primary)))
    }

    /// The primary a standby would take over from: the one that answers, else the one of its system that was seen last,
    /// else the one of another system: to say so.
    private func failingPrimary(for name: String) -> String? {
        let own = nodes[name]?.lastReading
        if let own, let primary = primary(for: own) { return primary }
        let former = names.filter { $0 != name && nodes[$0]?.lastReading?.primary != nil }
        let akin = former.filter { Self.sameSystem(nodes[$0]?.lastReading, own) }
        return (akin.isEmpty ? former : akin).max {
            (nodes[$0]?.record.lastReadingAt ?? now) < (nodes[$1]?.record.lastReadingAt ?? now)
        }
    }

    // MARK: Loss and backlog

    /// Against the end of the primary's WAL, as known when this standby was read: while WAL comes in, what the primary
    /// wrote since then is on its way. Without the primary, what any standby has received it had certainly written.
    private func loss(of name: String, received: LSN, primary: String?) -> (Known<UInt64>, Known<Duration>) {
        guard let primary, let node = nodes[primary], let seenAt = node.record.lastReadingAt else {
            return (.unknown("no primary was seen yet"), .unknown("no primary was seen yet"))
        }
        guard Self.sameSystem(node.lastReading, nodes[name]?.lastReading) else {
            return (.unknown("\(primary) is another system"), .unknown("\(primary) is another system"))
        }
        let isAlive = reading(primary)?.primary != nil
        let comparedAt = isAlive ? self.comparedAt(name, behind: primary) : seenAt
        guard let written = node.clock.position(at: comparedAt).map(LSN.init(rawValue:)) else {
            return (.unknown("no position of \(primary) seen yet"), .unknown("no position of \(primary) seen yet"))
        }
        let end = isAlive ? written : max(written, receivedElsewhere(than: primary) ?? written)
        let time: Known<Duration> =
            switch node.clock.reading(of: received.rawValue, at: comparedAt) {
            case .behind(.zero, _) where end > received: .unknown("written after \(primary) was last seen")
            case .behind(let time, _): .known(time)
            case .behindForMoreThan(let time): .unknown("more than \(HumanText.age(time)): no older history")
            case .noHistory: .unknown("no position of \(primary) seen yet")
            }
        return (.known(end.bytes(past: received)), time)
    }

    /// The end of what standbys of a dead primary have received, diverged ones aside.
    private func receivedElsewhere(than primary: String) -> LSN? {
        names.compactMap { name in
            guard name != primary, let node = answeringNode(name), let standby = node.reading.standby,
                Self.sameSystem(node.reading, nodes[primary]?.lastReading),
                timelineDiverged(node).truth != .holds
            else { return nil }
            return standby.receivedPosition
        }.max()
    }

    /// At the rate of the last minute, which is at least what it can do. A delayed or paused standby shows no such rate:
    /// promotion makes it apply everything at full speed.
    private func backlogTime(of name: String, bytes: UInt64?) -> Duration? {
        if bytes == 0 { return .zero }
        guard let bytes, applyDelay(of: name) == nil,
            reading(name)?.standby?.pauseState == .notPaused,
            let rate = nodes[name]?.rateMeter.rates(at: now).replayed, rate > 0
        else { return nil }
        return .seconds(min(Double(bytes) / rate, 1e9))
    }

    /// By its WAL sender as last seen, also when the upstream is gone since.
    private func isSynchronous(_ name: String) -> Bool {
        guard let join = nodes[name]?.join, let upstream = nodes[join.upstream]?.lastReading,
            upstream.primary != nil
        else { return false }
        return upstream.walSenders.first { $0.pid == join.senderPID }?.syncState?.isSynchronous == true
    }
}
