internal import ReplicationCore

extension PostgresMoment {
    /// How far a reader of this standby is behind the primary.
    func lag(of standbyName: String) -> Lag {
        guard let reading = reading(standbyName) else { return silent(standbyName) }
        guard let primary = primary(for: reading) else {
            return .unknown("no primary answers to compare with")
        }
        return lag(of: standbyName, behind: primary)
    }

    /// The part of a standby's lag that is its own fault: how long it has not replayed WAL that it could have had.
    func overdue(of standby: AnsweringStandby) -> Lag {
        guard standby.link.state == .archive, let primary = primary(for: standby.reading) else {
            return standby.moment.lag
        }
        return lag(of: standby.name, behind: primary) { Self.due($0, from: $1) }
    }

    /// Where the WAL begins that an archive did not have to give yet to a standby that replayed up to a position.
    ///
    /// An archive gives segments, each when it is full or switched: an idle primary, that fills none, leaves no standby behind.
    /// A record that goes on in the next segment keeps replay short of the end of one that it has.
    ///
    /// Source: PostgreSQL documentation, Continuous Archiving, "Setting Up WAL Archiving".
    private static func due(_ replayed: LSN, from source: HeldReading) -> LSN {
        let segment = max(1, source.settings.walSegmentBytes ?? 16 << 20)
        let (reached, overflows) = replayed.rawValue.addingReportingOverflow(segment / 16)
        let (end, endOverflows) = (reached - reached % segment).addingReportingOverflow(segment)
        return overflows || endOverflows ? replayed : LSN(rawValue: end)
    }

    /// How far a standby is behind the WAL of a node upstream of it; WAL that is `excused` does not count in the time.
    func lag(
        of standbyName: String, behind upstream: String?,
        excused: (LSN, HeldReading) -> LSN = { replayed, _ in replayed }
    ) -> Lag {
        guard let node = nodes[standbyName], let reading = reading(standbyName),
            let readAt = node.record.lastReadingAt
        else { return silent(standbyName) }
        guard let replayed = reading.standby?.replayLSN else {
            return .unknown("\(standbyName) does not show its replay position")
        }
        guard let upstream, let source = self.reading(upstream), let clock = nodes[upstream]?.clock else {
            return .unknown("its upstream does not answer")
        }
        if let reason = notOnOneLog(standbyName, reading, replayed: replayed, upstream: upstream, source) {
            return .unknown(reason)
        }
        let comparedAt = comparedAt(standbyName, behind: upstream)
        let position = excused(replayed, source).rawValue
        let behind = clock.reading(of: position, at: comparedAt, standingStill: comparedAt != readAt)
        if comparedAt != readAt, behind.least == .zero, !hasAnswered(upstream, sinceStopOf: node) {
            return .unknown("\(upstream) has not been asked since nothing arrives on \(standbyName)")
        }
        var lag = Lag(
            time: time(behind, upstream: upstream),
            errorBound: bound(behind).map { $0 + node.record.pollDuration },
            atLeast: atLeast(behind),
            bytes: stages(
                of: standbyName, reading: reading, replayed: replayed, clock: clock, comparedAt: comparedAt))
        if comparedAt != readAt, behind.least != .zero { lag.growingSince = comparedAt }
        return lag
    }

    /// Why a standby's position says nothing about its distance to a node: not one system, or not one history.
    ///
    /// Timelines share their log up to the switch: a standby that is not past it can be compared with the newer one.
    private func notOnOneLog(
        _ standby: String, _ reading: HeldReading, replayed: LSN, upstream: String, _ source: HeldReading
    ) -> String? {
        guard Self.sameSystem(source, reading) else { return "\(upstream) is another system" }
        guard let theirs = source.primary?.timeline else { return nil }
        guard let ours = reading.timeline else {
            let divergence = answeringNode(standby).map(timelineDiverged)
            return divergence?.truth == .holds ? divergence?.summary : nil
        }
        if ours == theirs { return nil }
        let end = timelineHistory(of: upstream)?.end(of: ours)
        if end.map({ ours < theirs && replayed <= $0 }) == true { return nil }
        return "\(standby) is on timeline \(ours), \(upstream) on \(theirs)"
    }

    /// The instant at which a standby is compared with an upstream: when it was read, since it has moved on from there. A standby
    /// on which nothing arrives and that has replayed all its WAL stays there until it is read again, and is compared with
    /// the newest position of its upstream.
    func comparedAt(_ standby: String, behind upstream: String) -> MonotonicInstant {
        guard let readAt = nodes[standby]?.record.lastReadingAt, let position = reading(standby)?.standby,
            position.replayLSN == position.receivedPosition, !isFed(standby, by: upstream)
        else { return nodes[standby]?.record.lastReadingAt ?? now }
        return max(now, readAt)
    }

    /// Whether WAL still comes in.
    private func isFed(_ standby: String, by upstream: String) -> Bool {
        switch link(of: standby, upstream: upstream).state {
        case .streaming, .catchup, .archive, .unknown: true
        case .disconnected, .stalled, .foreign: false
        }
    }

    /// Whether an upstream has answered since nothing arrives on a standby any more.
    func hasAnswered(_ upstream: String, sinceStopOf standby: PostgresNode) -> Bool {
        guard let answeredAt = nodes[upstream]?.record.lastReadingAt, let stoppedAt = standby.receiverMovedAt else {
            return false
        }
        return answeredAt >= stoppedAt
    }

    private func silent(_ name: String) -> Lag {
        .unknown(staleReason(of: name))
    }

    private func time(_ reading: PositionClock.Reading, upstream: String) -> Known<Duration> {
        switch reading {
        case .behind(let time, _): .known(time)
        case .behindForMoreThan(let time):
            .unknown(
                "behind the oldest position seen of \(upstream), \(HumanText.age(time)) ago: no older history")
        case .noHistory: .unknown("no position of \(upstream) seen yet")
        }
    }

    private func bound(_ reading: PositionClock.Reading) -> Duration? {
        if case .behind(_, let bound) = reading { bound } else { nil }
    }

    private func atLeast(_ reading: PositionClock.Reading) -> Duration? {
        if case .behindForMoreThan(let time) = reading { time } else { nil }
    }

    /// Against the newest position the upstream is known to have had at the moment of comparison, so that two polls of
    /// a live link, seconds apart, are not compared as one. Replayed WAL had been received, received WAL had been sent: the two
    /// ends are read at different moments, and the position that one end shows may be old.
    private func stages(
        of standbyName: String, reading: HeldReading, replayed: LSN, clock: PositionClock,
        comparedAt: MonotonicInstant
    ) -> Known<Lag.Stages> {
        guard let end = clock.position(at: comparedAt).map(LSN.init(rawValue:)) else {
            return .unknown("no position of its upstream seen yet")
        }
        let received = reading.standby?.streamedPosition == nil ? nil : received(by: standbyName)
        let sent = sender(for: standbyName)?.sentLSN.map { max($0, received ?? replayed) }
        return .known(
            Lag.Stages(
                send: sent.map(end.bytes(past:)), receive: received.map(end.bytes(past:)),
                replay: end.bytes(past: replayed)))
    }

    /// The delay to expect of a standby: the server's own setting; the declared one only while that is not visible.
    func applyDelay(of name: String) -> Duration? {
        let applied = reading(name)?.settings.recoveryMinApplyDelay
        let delay = applied ?? nodes[name]?.declaration.applyDelay
        return delay.flatMap { $0 > .zero ? $0 : nil }
    }
}
