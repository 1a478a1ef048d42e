internal import ReplicationCore

/// The voting members of a replica set and the status of each now: arithmetic of majorities, no I/O, no clock.
///
/// A primary is elected, and stays primary, with the votes of a majority of all voters, arbiters included. A majority
/// write is acknowledged by as many members that hold data, or by all that do where arbiters leave fewer.
/// <https://www.mongodb.com/docs/manual/core/replica-set-elections/>
/// <https://www.mongodb.com/docs/manual/reference/write-concern/#calculating-majority-for-write-concern>
struct Electorate {
    /// One member with a vote.
    struct Voter {
        var host: String
        var isArbiter: Bool
        var priority: Double
        var delay: Duration
        var status: VoterStatus
        /// No heartbeats between it and the primary.
        var isCutFromPrimary = false
        /// It gets the primary's writes from no member.
        var isCutFromWrites = false
        /// Of a voter in RECOVERING, which may apply the primary's writes or not.
        var applying = Applying.keepsUp

        /// In RECOVERING it votes, and neither becomes primary nor serves reads.
        var isRecovering: Bool {
            if case .state(.recovering) = status { true } else { false }
        }
    }

    /// Whether a member applies the primary's writes, which its state does not show.
    enum Applying: Hashable {
        case keepsUp
        /// It does not, and why.
        case standsStill(String)
        /// Not known (yet), and why.
        case unknown(String)
    }

    /// The status of a voter, as far as known.
    enum VoterStatus {
        case state(MemberState)
        /// It does not count, and why.
        case gone(String)
        /// Not known, and why.
        case unseen(String)
    }

    /// How the voters that are not seen are counted.
    enum Assumption {
        /// Those not seen are well.
        case unseenWell
        /// Those not seen are gone.
        case unseenGone
        /// All are as they should be.
        case allWell
    }

    /// The contribution of one voter that is up.
    struct Contribution: Hashable {
        var host: String
        /// It acknowledges majority writes.
        var acknowledges: Bool
        /// It may become primary.
        var isElectable: Bool
        var delay: Duration
    }

    var voters: [Voter]
    /// Votes needed to elect a primary.
    var majority: Int
    /// Members with data that must acknowledge a majority write.
    var writeMajority: Int

    /// The voters that count.
    func contributions(_ assumption: Assumption) -> [Contribution] {
        voters.compactMap { $0.contribution(assumption) }
    }

    /// Whether these can have a primary.
    func canElect(_ up: [Contribution]) -> Bool {
        up.count >= majority && up.contains(where: \.isElectable)
    }

    /// Whether these can have a primary and acknowledge majority writes.
    func canAcknowledge(_ up: [Contribution]) -> Bool {
        canElect(up) && up.count { $0.acknowledges } >= writeMajority
    }

    /// Those each of which, failing alone, makes `test` false.
    func indispensable(_ up: [Contribution], for test: ([Contribution]) -> Bool) -> [String] {
        guard test(up) else { return [] }
        return up.filter { one in !test(up.filter { $0.host != one.host }) }.map(\.host)
    }

    /// How many may fail, whichever they are, with a primary still electable.
    func failuresTolerated(_ up: [Contribution]) -> Int {
        max(0, min(up.count - majority, up.count { $0.isElectable } - 1))
    }

    /// How many with data may fail with majority writes still acknowledged.
    func failuresToleratedForMajorityWrites(_ up: [Contribution]) -> Int {
        max(0, min(up.count { $0.acknowledges } - writeMajority, failuresTolerated(up)))
    }

    /// How long a majority write waits for delayed members; `nil` when for none.
    func majorityWriteDelay(_ up: [Contribution]) -> Duration? {
        let delays = up.filter(\.acknowledges).map(\.delay).sorted()
        guard writeMajority > 0, delays.count >= writeMajority else { return nil }
        let delay = delays[writeMajority - 1]
        return delay > .zero ? delay : nil
    }

    /// Voters that are known not to work as they should, and why.
    var missing: [(host: String, why: String)] {
        voters.compactMap { voter in voter.shortcoming.map { (voter.host, $0) } }
    }

    /// Those of them that do not acknowledge majority writes now.
    var notAcknowledging: [(host: String, why: String)] {
        let acknowledging = contributions(.unseenGone).filter(\.acknowledges).map(\.host)
        return missing.filter { !acknowledging.contains($0.host) }
    }

    /// Why it is not known of some voters whether they vote.
    var unseen: [String] {
        voters.compactMap { if case .unseen(let reason) = $0.status { reason } else { nil } }
    }

    /// Why it is not known of some voters whether they vote, or acknowledge majority writes.
    var unknown: [String] {
        voters.compactMap { voter in
            switch (voter.status, voter.applying) {
            case (.unseen(let reason), _): reason
            case (.state(.recovering), .unknown(let reason)): reason
            default: nil
            }
        }
    }
}

extension Electorate.Voter {
    fileprivate func contribution(_ assumption: Electorate.Assumption) -> Electorate.Contribution? {
        let well = Electorate.Contribution(
            host: host, acknowledges: !isArbiter, isElectable: !isArbiter && priority > 0, delay: delay)
        switch (assumption, status) {
        case (.allWell, _), (.unseenWell, .unseen): return well
        case (.unseenGone, .unseen), (_, .gone): return nil
        case (_, .state(let state)):
            guard state.votes, !isCutFromPrimary else { return nil }
            let isWorking = state == .primary || state == .secondary
            return Electorate.Contribution(
                host: host, acknowledges: !isArbiter && !isCutFromWrites && (isWorking || recovers(assumption)),
                isElectable: well.isElectable && isWorking, delay: delay)
        }
    }

    /// Whether it is in RECOVERING and applies the primary's writes all the same.
    private func recovers(_ assumption: Electorate.Assumption) -> Bool {
        guard isRecovering else { return false }
        return switch (applying, assumption) {
        case (.keepsUp, _), (.unknown, .unseenWell), (.unknown, .allWell): true
        case (.standsStill, _), (.unknown, .unseenGone): false
        }
    }

    /// Whether it votes now, as far as known.
    var votesNow: Bool { contribution(.unseenGone) != nil }

    fileprivate var shortcoming: String? {
        switch status {
        case .unseen: return nil
        case .gone(let why): return why
        case .state(let state):
            if isCutFromPrimary || isCutFromWrites { return "\(state.name), cut off from the primary" }
            guard isRecovering else { return state.isNormal ? nil : state.name }
            return switch applying {
            case .keepsUp: "\(state.name), cannot become primary"
            case .standsStill(let why): "\(state.name), \(why)"
            case .unknown: state.name
            }
        }
    }
}

extension MemberState {
    /// Whether a member in this state votes: one that copies data or undoes writes does, though it acknowledges no
    /// writes.
    fileprivate var votes: Bool {
        self != .startup && self != .down && self != .removed
    }
}
