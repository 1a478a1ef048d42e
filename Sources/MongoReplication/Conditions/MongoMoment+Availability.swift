internal import ReplicationCore

/// The set in its clients' terms.
extension MongoMoment {
    var availabilityConditions: [Condition] {
        let electorate = electorate
        return [majorityLost(electorate), majorityAtRisk(electorate)]
    }

    var availability: ReplicaSetAvailability {
        let writable = writable
        guard let electorate = electorate else {
            let reason = configurationUnknown
            return ReplicaSetAvailability(
                writable: writable, majorityWritable: writable.value == false ? .known(false) : .unknown(reason),
                readable: readable, failuresToleratedForWrites: .unknown(reason),
                failuresToleratedForMajorityWrites: .unknown(reason))
        }
        if let reason = outOfReach(writable) {
            return ReplicaSetAvailability(
                writable: writable, majorityWritable: .unknown(reason), readable: readable,
                failuresToleratedForWrites: .unknown(reason), failuresToleratedForMajorityWrites: .unknown(reason))
        }
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
    private var configurationUnknown: String {
        let refusal = members.lazy.compactMap { memberReading($0)?.statusFailure }.first
        return "the set's configuration is not known"
            + (refusal.map { ", replSetGetConfig not being asked: \($0)" } ?? ": no member has told it yet")
    }

    private var writable: Known<Bool> {
        switch noPrimary.truth {
        case .clear: .known(true)
        case .unknown(let reason), .measuredAtLeast(_, let reason): .unknown(reason)
        case .holds, .holdsAsWarning, .measured: primaryOutOfReach.map { .unknown($0) } ?? .known(false)
        }
    }

    /// Why the voters that we reach do not tell what the set can do: we reach none, or most are out of our reach and no
    /// primary within it.
    private func outOfReach(_ writable: Known<Bool>) -> String? {
        guard let reason = writable.unknownReason else { return nil }
        return members.allSatisfy { reading($0) == nil } ? reason : primaryOutOfReach
    }

    /// No client waits longer for a majority write, beyond what delayed members make it wait: from here on
    /// MongoCommitPointFrozen warns, and the write does not count as acknowledged, whatever states the members are in.
    static let majorityWritePatience = Duration.seconds(30)

    private func majorityWritable(_ electorate: Electorate, writable: Known<Bool>) -> Known<Bool> {
        let acknowledged = acknowledged(electorate)
        if writable.value == false || acknowledged.value == false { return .known(false) }
        let planned = electorate.majorityWriteDelay(electorate.contributions(.unseenWell)) ?? .zero
        if let wait = commitWait, wait.time >= planned + Self.majorityWritePatience {
            return wait.least >= planned + Self.majorityWritePatience
                ? .known(false)
                : .unknown("the oldest write that no majority has may be \(HumanText.age(wait.time)) old")
        }
        return writable.value == true ? acknowledged : writable
    }

    private func acknowledged(_ electorate: Electorate) -> Known<Bool> {
        electorate.known { up in up.count { $0.acknowledges } >= electorate.writeMajority }
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
                switch whereabouts(of: host) {
                case .heard(let sign, _) where sign.state == .primary || sign.state == .secondary: return .known(true)
                case .unheard, .nonsense, .heard(_, _): break
                case .refuses(let failure): unseen = unseen ?? "\(host): \(failure)"
                case .unseen(let reason): unseen = unseen ?? reason
                case .answers: unseen = unseen ?? "\(host) does not tell its state"
                }
                continue
            }
            if memberReading(host) != nil, state == .primary || state == .secondary { return .known(true) }
        }
        return unseen.map { .unknown($0) } ?? .known(false)
    }

    // MARK: Conditions

    /// No majority can acknowledge writes, with a primary to take them or, which is worse, without.
    private func majorityLost(_ electorate: Electorate?) -> Condition {
        let missing = electorate?.notAcknowledging ?? []
        func answer(_ truth: Condition.Truth, _ summary: String) -> Condition {
            condition(.mongoMajorityLost, truth, summary, electorate, missing)
        }
        let writable = writable
        guard let electorate else {
            let reason = writable.unknownReason ?? configurationUnknown
            return answer(.unknown(reason), reason)
        }
        if let reason = outOfReach(writable) { return answer(.unknown(reason), reason) }
        switch acknowledged(electorate) {
        case .known(false):
            let up = electorate.contributions(.unseenWell).count { $0.acknowledges }
            let fact =
                "only \(up) of the \(electorate.writeMajority) data-bearing voters that majority writes need can "
                + "acknowledge them"
            let text =
                switch writable {
                case .known(true): "there is a primary, but \(fact): they wait"
                case .known(false): "there is no primary, and \(fact)"
                case .unknown: fact
                }
            return answer(.holds, "\(text); missing: \(Self.list(missing))")
        case .known(true) where writable.value == false:
            return answer(.clear, "there is no primary, but there are enough voters to acknowledge majority writes")
        case .known(true) where writable.value == true:
            return answer(.clear, "there are enough voters to acknowledge majority writes")
        case let acknowledged:
            let reason = writable.unknownReason ?? acknowledged.unknownReason ?? "not every voter is seen"
            return answer(.unknown(reason), reason)
        }
    }

    /// A voter is missing, and therefore another one has become indispensable, or writes have ended already.
    private func majorityAtRisk(_ electorate: Electorate?) -> Condition {
        func answer(_ truth: Condition.Truth, _ summary: String, _ risk: Risk? = nil) -> Condition {
            condition(
                .mongoMajorityAtRisk, truth, summary, electorate, electorate?.missing ?? [],
                [
                    Evidence(naming: "must_not_fail_for_writes", risk?.writes),
                    Evidence(naming: "must_not_fail_for_majority_writes", risk?.majorityWrites),
                ].compactMap(\.self))
        }
        guard let electorate else {
            let reason = configurationUnknown
            return answer(.unknown(reason), reason)
        }
        if let reason = outOfReach(writable) { return answer(.unknown(reason), reason) }
        let risk = Risk(electorate, .unseenWell)
        if risk.isReal, !electorate.missing.isEmpty {
            let list = Self.list(electorate.missing)
            return answer(
                .holds,
                risk.all.isEmpty
                    ? "\(list): majority writes have ended already"
                    : "\(list): one more failure, of \(risk.all.joined(separator: " or ")), "
                        + "ends " + (risk.writes.isEmpty ? "majority writes" : "writes"), risk)
        }
        if let reason = electorate.unknown.first, Risk(electorate, .unseenGone).isReal {
            return answer(.unknown(reason), reason)
        }
        return answer(.clear, "no voter is missing whose absence makes another one indispensable")
    }

    private func condition(
        _ alert: AlertName, _ truth: Condition.Truth, _ summary: String, _ electorate: Electorate?,
        _ missing: [(host: String, why: String)], _ evidence: [Evidence] = []
    ) -> Condition {
        let up = electorate?.contributions(.unseenWell) ?? []
        return Condition(
            alert, truth: truth, summary: summary,
            evidence: [
                missing.isEmpty ? nil : Evidence("missing", Self.list(missing)),
                Evidence("voters", optional: electorate?.voters.count),
                Evidence("votes_needed", optional: electorate?.majority),
                Evidence("acknowledgements_needed", optional: electorate?.writeMajority),
                Evidence(
                    "majority_writes_wait_seconds",
                    optional: electorate?.majorityWriteDelay(up).map(HumanText.seconds)),
            ].compactMap(\.self) + evidence,
            causes: missing.map(\.host))
    }

    private static func list(_ missing: [(host: String, why: String)]) -> String {
        missing.map { "\($0.host) (\($0.why))" }.joined(separator: ", ")
    }

    /// Members that must not fail now and could, were all well.
    private struct Risk {
        var writes: [String]
        var majorityWrites: [String]

        /// Writes or majority writes have ended that would go on, were all well.
        var isTooLate: Bool

        init(_ electorate: Electorate, _ assumption: Electorate.Assumption) {
            let (now, well) = (electorate.contributions(assumption), electorate.contributions(.allWell))
            func added(_ test: ([Electorate.Contribution]) -> Bool) -> [String] {
                let always = electorate.indispensable(well, for: test)
                return electorate.indispensable(now, for: test).filter { !always.contains($0) }
            }
            writes = added(electorate.canElect)
            majorityWrites = added(electorate.canAcknowledge)
            isTooLate = electorate.canAcknowledge(well) && !electorate.canAcknowledge(now)
        }

        var all: [String] { writes + majorityWrites.filter { !writes.contains($0) } }
        var isReal: Bool { isTooLate || !all.isEmpty }
    }
}

extension Electorate {
    /// What is so whether those not seen are well or gone.
    fileprivate func known<Value: Hashable & Sendable>(_ value: ([Contribution]) -> Value) -> Known<Value> {
        let best = value(contributions(.unseenWell))
        return value(contributions(.unseenGone)) == best
            ? .known(best) : .unknown(unknown.first ?? "not every voter is seen")
    }
}

extension Evidence {
    /// A list of members; left out when there is none.
    fileprivate init?(naming name: String, _ members: [String]?) {
        guard let members, !members.isEmpty else { return nil }
        self.init(name, members.joined(separator: ", "))
    }
}
