/// The answer of one condition for one subject, from the latest evidence.
package struct Answer: Hashable, Sendable {
    /// Yes, no, a number to compare with a threshold, or unknown.
    package var truth: Condition.Truth
    /// One line for people, with names and numbers; ``Condition/clearSummary`` where the answer is no.
    package var summary: String
    /// The facts behind it, in reading order; none where the answer is no.
    package var evidence: [Evidence]

    private init(_ truth: Condition.Truth, _ summary: String, _ evidence: [Evidence?]) {
        self.truth = truth
        self.summary = summary
        self.evidence = evidence.compactMap(\.self)
    }

    /// No. Almost every answer is this one: it carries nothing, and no text is composed for it.
    package static let clear = Answer(.clear, Condition.clearSummary, [])

    /// Yes, with the severity of the rule.
    package static func holds(_ summary: String, _ evidence: [Evidence?] = []) -> Answer {
        Answer(.holds, summary, evidence)
    }

    /// Yes, as a warning, whatever severity the rule has.
    package static func holdsAsWarning(_ summary: String, _ evidence: [Evidence?] = []) -> Answer {
        Answer(.holdsAsWarning, summary, evidence)
    }

    /// Not known, and why. `summary` says it in a sentence of its own; without one it is the reason.
    package static func unknown(_ reason: String, summary: String? = nil, _ evidence: [Evidence?] = []) -> Answer {
        Answer(.unknown(reason), summary ?? reason, evidence)
    }

    /// A time to compare with the thresholds of the rule.
    package static func measured(_ time: Duration, _ summary: String, _ evidence: [Evidence?] = []) -> Answer {
        Answer(.measured(time), summary, evidence)
    }

    /// A time of which only a lower limit is known, and why no more is.
    package static func measuredAtLeast(
        _ time: Duration, _ reason: String, _ summary: String, _ evidence: [Evidence?] = []
    ) -> Answer {
        Answer(.measuredAtLeast(time, reason), summary, evidence)
    }
}
