internal import MongoReplication
internal import ReplicationCore

/// A member's refusals of replmon's login or of a command. The member logs each attempt, so the next one waits.
struct Refusals {
    private struct Refusal {
        var failure: ProbeFailure
        var until: MonotonicInstant
    }

    /// After the first refusal, which alone raises no alert, and while the member may not have its users yet.
    private static let shortPause: Duration = .seconds(5)
    private static let pause: Duration = .seconds(30)
    /// For commands that are not vital.
    private static let longPause: Duration = .seconds(300)

    private var refusals: [MemberQuestion: Refusal] = [:]
    /// Whether the member was a primary or secondary: in its initial sync it has none or only some of the users.
    private var hasData = false

    /// Forgets the refusals of a member without data when it becomes a secondary, or the primary.
    mutating func note(_ hello: HelloReply) {
        let hadData = hasData
        hasData = hello.secondary || hello.isWritablePrimary
        if hasData, !hadData { refusals = [:] }
    }

    /// The refusal in place of an answer; `nil` when the command is due.
    func standing(_ question: MemberQuestion, at now: MonotonicInstant) -> ProbeFailure? {
        guard let refusal = refusals[question], now < refusal.until else { return nil }
        return refusal.failure
    }

    mutating func add(_ question: MemberQuestion, _ failure: ProbeFailure, at now: MonotonicInstant) {
        let isFirst = refusals[question] == nil
        let vitalPause = isFirst || !hasData ? Self.shortPause : Self.pause
        let pause = question.isVital ? vitalPause : Self.longPause
        refusals[question] = Refusal(failure: failure, until: now.advanced(by: pause))
    }

    /// The member has answered.
    mutating func end(_ question: MemberQuestion) {
        refusals[question] = nil
    }
}
