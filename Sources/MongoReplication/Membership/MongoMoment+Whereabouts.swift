internal import ReplicationCore

extension MongoMoment {
    /// Where a member is, by our polls and the others' words together.
    enum Whereabouts {
        /// It answers us.
        case answers
        /// Cannot be told (yet), and why.
        case unseen(String)
        /// It runs and refuses us.
        case refuses(ProbeFailure)
        /// Something answers, but not as a MongoDB member.
        case nonsense(ProbeFailure)
        /// It does not answer us, but another member hears it.
        case heard(LifeSign, ProbeFailure)
        /// It does not answer us, and nobody who can be asked hears it.
        case unheard(ProbeFailure)

        /// Whether its process is known to run.
        var lives: Bool {
            switch self {
            case .answers, .refuses, .heard: true
            case .unseen, .nonsense, .unheard: false
            }
        }
    }

    /// Another member's word that a member lives which does not answer us.
    struct LifeSign {
        var witness: String
        /// The member's state by the witness's word, where that is recent.
        var state: MemberState?
        /// `m-b heard it 0.4 s ago`.
        var text: String
    }

    func whereabouts(of host: String) -> Whereabouts {
        let record = nodes[host]?.record ?? NodeRecord()
        guard let failure = record.failure, let failingSince = record.failingSince else {
            return reading(host) != nil ? .answers : .unseen(record.staleReason(host, at: now))
        }
        switch failure {
        case .local: return .unseen("\(host): \(failure)")
        case .authentication, .privilege, .tooManyConnections: return .refuses(failure)
        default: break
        }
        guard record.isFailureConfirmed else {
            return .unseen("\(host) failed one poll and is asked again: \(failure)")
        }
        if failure.serverAnswered { return .nonsense(failure) }
        if let sign = livingWitness(of: host) { return .heard(sign, failure) }
        // A live member's heartbeats would have reached its peers by then.
        let due = failingSince.advanced(by: min(heartbeatInterval + heartbeatInterval / 2, heartbeatTimeout))
        if let early = peerViews(of: host).first(where: { now.advanced(by: .zero - $0.age) < due }) {
            return .unseen("\(host) does not answer, and \(early.witness) has yet to say whether it hears it")
        }
        if let witness = wavering(besides: host) {
            return .unseen("\(host) does not answer; \(witness), which may hear it, failed a poll and is asked again")
        }
        if let witness = unsettledWord(for: host) {
            return .unseen("\(witness) names \(host) as primary, which does not answer")
        }
        return .unheard(failure)
    }

    /// A member that told of the others until now: whether it still does, the poll that confirms its failure will tell.
    private func wavering(besides host: String) -> String? {
        members.first { witness in
            guard witness != host, let node = nodes[witness], !node.words.isEmpty else { return false }
            return node.record.failure != nil && !node.record.isFailureConfirmed
        }
    }

    /// A member that tells no more than `hello` and names `host` as primary, which it may do out of habit: the word
    /// outlives a primary's death by a heartbeat timeout.
    private func unsettledWord(for host: String) -> String? {
        members.first { witness in
            guard witness != host, let reading = memberReading(witness) else { return false }
            return reading.status == nil && reading.hello.primary == host
        }
    }

    /// The word of a peer that `host` lived after our polls of it began to fail, so that only our path to it is broken.
    ///
    /// A heartbeat received from it since is such a word. `health` alone is one only when it was told a heartbeat
    /// timeout after that, as it outlives a death by as long; the same goes for `hello.primary`, which is all that an
    /// arbiter tells.
    func livingWitness(of host: String) -> LifeSign? {
        guard let failingFor = nodes[host]?.record.failingSince?.duration(to: now) else { return nil }
        let signs = peerViews(of: host).compactMap { lifeSign($0, failingFor: failingFor) }
        if let sign = signs.first(where: { $0.state != nil }) ?? signs.first { return sign }
        for witness in members where witness != host {
            guard let reading = memberReading(witness), reading.status == nil,
                reading.hello.primary == host, let readAt = nodes[witness]?.record.lastReadingAt,
                readAt.duration(to: now) + heartbeatSettling < failingFor
            else { continue }
            return LifeSign(witness: witness, state: .primary, text: "\(witness) names it as primary")
        }
        return nil
    }

    private func lifeSign(_ view: PeerView, failingFor: Duration) -> LifeSign? {
        let state = view.row.healthy && view.row.state != .unknown ? view.row.state : nil
        // A heartbeat of its last moment may have been under way when our poll failed.
        let doubt = view.pollDuration + .milliseconds(100)
        // Whether the heartbeat was recent is the question at the witness's answer, not now: between slow polls that
        // answer is old, and still the last word.
        if let heardAgo = view.heardAgo, heardAgo + doubt < failingFor, heardAgo - view.age <= heartbeatTimeout {
            return LifeSign(
                witness: view.witness, state: state,
                text: "\(view.witness) heard it \(HumanText.age(heardAgo)) ago")
        }
        guard state != nil, view.age + heartbeatSettling < failingFor else { return nil }
        return LifeSign(witness: view.witness, state: state, text: "\(view.witness) reaches it")
    }

    /// Whether a member runs and answers for long enough that all others must have noticed it.
    func isSettled(_ host: String) -> Bool {
        guard let member = nodes[host] else { return false }
        if let since = member.presence.silenceEndedAt, since.duration(to: now) < heartbeatSettling { return false }
        if let uptime = memberReading(host)?.status?.own?.uptime, let readAt = member.record.lastReadingAt {
            return uptime + readAt.duration(to: now) >= heartbeatSettling
        }
        return member.presence.processSince.map { $0.duration(to: now) >= heartbeatSettling } ?? true
    }
}
