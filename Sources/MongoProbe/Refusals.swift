internal import MongoReplication
internal import ReplicationCore

/// A member's refusals of our login or of a command. It logs each attempt, so the next one waits.
struct Refusals {
    private struct Refusal {
        var failure: ProbeFailure
        var until: MonotonicInstant
    }

    /// After the first one, which alone is not worth an alert, and while the member may not have its users yet.
    private static let shortPause: Duration = .seconds(5)
    private static let pause: Duration = .seconds(30)
    /// For what is not vital.
    private static let longPause: Duration = .seconds(300)

    private var refusals: [MemberQuestion: Refusal] = [:]
    /// Whether the member was a primary or secondary: in its initial sync it has no users, or not all.
    private var hasData = false

    /// Forgets the refusals of a member without data when it becomes a secondary, or the primary.
    mutating func note(_ hello: HelloReply) {
        let hadData = hasData
        hasData = hello.secondary || hello.isWritablePrimary
        if hasData, !hadData { refusals = [:] }
    }

    /// The refusal that stands for an answer; `nil` when it is time to ask.
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
