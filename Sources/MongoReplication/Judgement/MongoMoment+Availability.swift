internal import ReplicationCore

extension MongoMoment {
    func judgeAvailability() -> ReplicaSetAvailability {
        let writable = writable
        if let reason = electorate == nil ? configurationUnknown : electorateOutOfReach {
            return ReplicaSetAvailability(
                writable: writable,
                majorityWritable: electorate == nil && writable.value == false ? .known(false) : .unknown(reason),
                readable: readable, failuresToleratedForWrites: .unknown(reason),
                failuresToleratedForMajorityWrites: .unknown(reason))
        }
        guard let electorate else { return .notJudged }
        let up = electorate.contributions(.unseenWell)
        return ReplicaSetAvailability(
            writable: writable, majorityWritable: majorityWritable(electorate, writable: writable),
            readable: readable,
            failuresToleratedForWrites: electorate.known(electorate.failuresTolerated),
            failuresToleratedForMajorityWrites: electorate.known(electorate.failuresToleratedForMajorityWrites),
            indispensable: electorate.indispensable(up, for: electorate.canElect),
            majorityWriteDelay: electorate.majorityWriteDelay(up))
    }

    /// Why the votes of the set are not known.
    var configurationUnknown: String {
        let refusal = members.lazy.compactMap { memberReading($0)?.statusFailure }.first
        return "the set's configuration is not known"
            + (refusal.map { ", replSetGetConfig not being asked: \($0)" } ?? ": no member has shown it yet")
    }

    /// Whether there is a primary that takes writes.
    var writable: Known<Bool> {
        switch primaryPresence {
        case .answers, .reported: .known(true)
        case .unknown(let reason): .unknown(reason)
        case .none: majorityOutOfReach.map { .unknown($0) } ?? .known(false)
        }
    }

    /// Why the voters that replmon reaches do not show what the set can do: it reaches none, or most are out of its
    /// reach and no primary within it.
    var electorateOutOfReach: String? {
        guard let reason = writable.unknownReason else { return nil }
        return members.allSatisfy { reading($0) == nil } ? reason : majorityOutOfReach
    }

    /// No client waits longer for a majority write, beyond the wait for delayed members: from here on
    /// MongoCommitPointFrozen warns, and the write does not count as acknowledged, in whatever states the members are.
    static let majorityWritePatience = Duration.seconds(30)

    private func majorityWritable(_ electorate: Electorate, writable: Known<Bool>) -> Known<Bool> {
        let acknowledged = electorate.acknowledgesMajorityWrites
        if writable.value == false || acknowledged.value == false { return .known(false) }
        let planned = electorate.majorityWriteDelay(electorate.contributions(.unseenWell)) ?? .zero
        if let wait = commitProgress.wait, wait.time >= planned + Self.majorityWritePatience {
            return wait.least >= planned + Self.majorityWritePatience
                ? .known(false)
                : .unknown("the oldest write that no majority has may be \(HumanText.age(wait.time)) old")
        }
        return writable.value == true ? acknowledged : writable
    }

    /// Whether a client that may read from secondaries finds one; clients never find hidden members.
    private var readable: Known<Bool> {
        let visible = members.filter { host in
            !isArbiter(host) && declaration(of: host)?.hidden != true
                && memberReading(host)?.hello.hidden != true
        }
        var unseen: String?
        for host in visible {
            guard let state = state(of: host) else {
                switch reachability(of: host) {
                case .heard(let sign, _) where sign.state == .primary || sign.state == .secondary: return .known(true)
                case .unheard, .answersOtherwise, .heard(_, _): break
                case .refuses(let failure): unseen = unseen ?? "\(host): \(failure)"
                case .unknown(let reason): unseen = unseen ?? reason
                case .answers: unseen = unseen ?? "\(host) does not show its state"
                }
                continue
            }
            guard memberReading(host) != nil else { continue }
            if state == .primary || state == .secondary { return .known(true) }
            if !state.isKnown { unseen = unseen ?? state.notKnown(of: host) }
        }
        return unseen.map { .unknown($0) } ?? .known(false)
    }
}

extension MemberState {
    /// Why nothing is concluded from a state number that replmon does not know.
    func notKnown(of host: String) -> String {
        "\(host) is in \(name), which replmon does not know"
    }
}

extension ReplicaSetAvailability {
    /// Before the stages it is computed from.
    static let notJudged = ReplicaSetAvailability(
        writable: .unknown("not judged"), majorityWritable: .unknown("not judged"), readable: .unknown("not judged"),
        failuresToleratedForWrites: .unknown("not judged"), failuresToleratedForMajorityWrites: .unknown("not judged"))
}

extension Electorate {
    /// The value that holds whether those not seen are well or gone.
    func known<Value: Hashable & Sendable>(_ value: ([Contribution]) -> Value) -> Known<Value> {
        let best = value(contributions(.unseenWell))
        return value(contributions(.unseenGone)) == best
            ? .known(best) : .unknown(unknown.first ?? "not every voter is seen")
    }

    /// Whether enough voters with data can acknowledge a majority write.
    var acknowledgesMajorityWrites: Known<Bool> {
        known { up in up.count { $0.acknowledges } >= writeMajority }
    }
}
