internal import ReplicationCore

extension MongoMoment {
    /// Window and headroom, falling off, commit point, initial sync.
    var oplogConditions: [Condition] {
        [commitPointFrozen]
            + members.filter { !isArbiter($0) }.flatMap { host in
                [oplogWindow(host), tooStale(host), initialSyncing(host)]
            }
    }

    func oplog(of host: String) -> OplogView? {
        guard !isArbiter(host), nodes[host]?.lastReading?.server != nil else { return nil }
        let fill = nodes[host]?.oplog.fill
        guard host != primary else { return OplogView(window: window(of: host), fill: fill) }
        let headroom = room(of: host).headroom
        return OplogView(
            window: window(of: host), headroom: headroom.map(\.time), fallsOffIn: headroom.value?.fallsOffIn,
            fill: fill)
    }

    /// How far back a member's oplog reaches.
    func oplogReach(of host: String) -> Known<OplogReach> {
        guard let reading = memberReading(host), let member = nodes[host] else {
            return .unknown(nodes[host]?.record.staleReason(host, at: now) ?? "\(host) has not been polled yet")
        }
        guard let server = reading.server else {
            return .unknown(
                reading.statusFailure.map { "\(host) does not show its oplog: \($0)" }
                    ?? "oplog of \(host) not read yet")
        }
        let age = server.observedAt.duration(to: now)
        guard age <= OplogReach.oldestFacts else {
            return .unknown("oplog of \(host) last read \(HumanText.age(age)) ago")
        }
        guard let reach = OplogReach(server, history: member.oplog, age: age) else {
            return .unknown(
                server.denied.isEmpty
                    ? "\(host) tells nothing of its oplog"
                    : "\(host) does not show its oplog: missing privilege \(server.denied.joined(separator: ", "))")
        }
        return .known(reach)
    }

    private func window(of host: String) -> Known<Duration> {
        switch oplogReach(of: host) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let reach):
            guard let isFull = reach.isFull else { return .unknown(fullnessUnknown(host)) }
            guard isFull else { return .unknown(Self.notFull(host, reach)) }
            guard let newest = memberReading(host)?.position else {
                return .unknown("\(host) does not show its position")
            }
            return .known(max(.zero, newest.opTime.second.since(reach.earliest)))
        }
    }

    static func notFull(_ host: String, _ reach: OplogReach) -> String {
        "oplog of \(host) is not full yet" + (reach.fill.map { " (\(Int($0 * 100)) %)" } ?? "")
    }

    func fullnessUnknown(_ host: String) -> String {
        let denied = nodes[host]?.lastReading?.server?.denied ?? []
        return "\(host) does not tell how full its oplog is"
            + (denied.isEmpty ? "" : ": missing privilege \(denied.joined(separator: ", "))")
    }

    // MARK: The condition

    private func oplogWindow(_ host: String) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence] = []) -> Condition {
            Condition(
                .mongoOplogWindow, node: host, truth: truth, summary: summary, evidence: evidence, causes: [host])
        }
        if reading(host) != nil, memberReading(host) == nil {
            return answer(.clear, "\(host) is no member of this set")
        }
        if state(of: host) == .startup2 { return answer(.clear, "\(host) is in initial sync") }
        if host == primary {
            if let reach = oplogReach(of: host).value, reach.isFull == false {
                return answer(.clear, Self.notFull(host, reach))
            }
            switch window(of: host) {
            case .unknown(let reason): return answer(.unknown(reason), reason)
            case .known(let time):
                return answer(
                    .measured(time), "the oplog of \(host) reaches back \(HumanText.age(time))",
                    [Evidence("window_seconds", HumanText.seconds(time))])
            }
        }
        switch room(of: host) {
        case .unlimited(let source): return answer(.clear, source)
        case .unknown(let reason): return answer(.unknown(reason), reason)
        case .limited(let headroom): return answer(.measured(headroom.time), headroom.summary(host), headroom.evidence)
        }
    }
}
