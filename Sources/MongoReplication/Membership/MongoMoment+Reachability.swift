internal import ReplicationCore

extension MongoMoment {
    func reachability(of host: String) -> Reachability {
        reachability[host] ?? .unknown("\(host) has not been polled yet")
    }

    func findReachability(of host: String) -> Reachability {
        let record = nodes[host]?.record ?? NodeRecord()
        guard let failure = record.failure, let failingSince = record.failingSince else {
            return reading(host) != nil ? .answers : .unknown(record.staleReason(host, at: now))
        }
        switch failure {
        case .local: return .unknown("\(host): \(failure)")
        case .authentication, .privilege, .tooManyConnections: return .refuses(failure)
        default: break
        }
        guard record.isFailureConfirmed else {
            return .unknown("\(host) failed one poll and is asked again: \(failure)")
        }
        if failure.serverAnswered { return .answersOtherwise(failure) }
        if let sign = signsOfLife[host] { return .heard(sign, failure) }
        // The heartbeats of a member that runs would have reached its peers by then.
        let due = failingSince.advanced(by: min(heartbeatInterval + heartbeatInterval / 2, heartbeatTimeout))
        if let early = peerViews(of: host).first(where: { now.advanced(by: .zero - $0.age) < due }) {
            return .unknown("\(host) does not answer, and \(early.reporter) has not reported yet whether it hears it")
        }
        if let reporter = reporterAskedAgain(besides: host) {
            return .unknown("\(host) does not answer; \(reporter), which may hear it, failed a poll and is asked again")
        }
        if let reporter = memberNamingAsPrimary(host) {
            return .unknown("\(reporter) names \(host) as primary, which does not answer")
        }
        return .unheard(failure)
    }

    /// A member that reported on the others up to its latest poll, which failed: the poll that confirms its failure
    /// will show whether it still does.
    private func reporterAskedAgain(besides host: String) -> String? {
        members.first { reporter in
            guard reporter != host, let node = nodes[reporter], !node.peers.isEmpty else { return false }
            return node.record.failure != nil && !node.record.isFailureConfirmed
        }
    }

    /// A member that shows no more than `hello` and names `host` as primary there. `hello` goes on naming a primary
    /// that died for as long as a heartbeat timeout.
    private func memberNamingAsPrimary(_ host: String) -> String? {
        members.first { reporter in
            guard reporter != host, let reading = memberReading(reporter) else { return false }
            return reading.status == nil && reading.hello.primary == host
        }
    }

    // MARK: Signs of life

    /// The report of a peer that `host` ran after replmon's polls of it began to fail, so that only the path from
    /// replmon to it is broken.
    ///
    /// A heartbeat received from it since is such a report. `health` alone is one only when it was reported a heartbeat
    /// timeout after that, as it stays 1 for as long after a death; the same goes for `hello.primary`, the only report
    /// of an arbiter.
    func findSignOfLife(of host: String, in views: [PeerView]) -> SignOfLife? {
        guard let failingFor = nodes[host]?.record.failingSince?.duration(to: now) else { return nil }
        let signs = views.compactMap { signOfLife($0, failingFor: failingFor) }
        if let sign = signs.first(where: { $0.state != nil }) ?? signs.first { return sign }
        for reporter in members where reporter != host {
            guard let reading = memberReading(reporter), reading.status == nil,
                reading.hello.primary == host, let readAt = nodes[reporter]?.record.lastReadingAt,
                readAt.duration(to: now) + heartbeatSettling < failingFor
            else { continue }
            return SignOfLife(reporter: reporter, state: .primary, text: "\(reporter) names it as primary")
        }
        return nil
    }

    private func signOfLife(_ view: PeerView, failingFor: Duration) -> SignOfLife? {
        let state = view.row.healthy && view.row.state != .unknown ? view.row.state : nil
        // A heartbeat of its last moment may have been under way when replmon's poll failed.
        let doubt = view.pollDuration + .milliseconds(100)
        // The heartbeat must have been recent when the reporter answered, not now: between slow polls that reply is
        // old, and still the latest.
        if let heardAgo = view.heardAgo, heardAgo + doubt < failingFor, heardAgo - view.age <= heartbeatTimeout {
            return SignOfLife(
                reporter: view.reporter, state: state,
                text: "\(view.reporter) heard it \(HumanText.age(heardAgo)) ago")
        }
        guard state != nil, view.age + heartbeatSettling < failingFor else { return nil }
        return SignOfLife(reporter: view.reporter, state: state, text: "\(view.reporter) reaches it")
    }
}
