internal import ReplicationCore

extension MongoMoment {
    /// How far back a member's oplog reaches.
    func oplogReach(of host: String) -> Known<OplogReach> {
        oplogReaches[host] ?? .unknown("\(host) has not been polled yet")
    }

    func measureOplogReach(of host: String) -> Known<OplogReach> {
        guard let reading = memberReading(host), let member = nodes[host] else {
            return .unknown(staleReason(host))
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
                    ? "\(host) shows nothing of its oplog"
                    : "\(host) does not show its oplog: missing privilege \(server.denied.joined(separator: ", "))")
        }
        return .known(reach)
    }

    /// From the oldest entry of a member's oplog to the newest; unknown while the oplog is not full.
    func oplogWindow(of host: String) -> Known<Duration> {
        switch oplogReach(of: host) {
        case .unknown(let reason): return .unknown(reason)
        case .known(let reach):
            guard let isFull = reach.isFull else { return .unknown(fullnessUnknown(host)) }
            guard isFull else { return .unknown(reach.notFull(host)) }
            guard let newest = positions[host]?.position else {
                return .unknown("\(host) does not show its position")
            }
            return .known(max(.zero, newest.opTime.second.since(reach.earliest)))
        }
    }

    func fullnessUnknown(_ host: String) -> String {
        let denied = nodes[host]?.lastReading?.server?.denied ?? []
        return "\(host) does not show how full its oplog is"
            + (denied.isEmpty ? "" : ": missing privilege \(denied.joined(separator: ", "))")
    }

    /// For how long a member has had its data, at least: since its oplog began, or since it is watched and has not
    /// copied everything anew; `nil` where neither shows whether that is `required`. (A full oplog begins later than
    /// the member did.)
    func dataAge(of host: String, atLeast required: Duration) -> Duration? {
        guard let member = nodes[host], let reading = memberReading(host) else { return nil }
        let watched = member.oplog.since.map { $0.duration(to: now) } ?? .zero
        let isLongEnough = watched > required
        guard !isLongEnough, case .known(let oplog) = oplogReach(of: host), oplog.isFull == false,
            let date = reading.date
        else { return isLongEnough ? watched : nil }
        return date.since(oplog.earliest)
    }
}

extension OplogReach {
    /// Why nothing is cut off: `oplog of m-a is not full yet (10 %)`.
    func notFull(_ host: String) -> String {
        "oplog of \(host) is not full yet" + (fill.map { " (\(Int($0 * 100)) %)" } ?? "")
    }
}
