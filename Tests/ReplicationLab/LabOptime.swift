/// A place in an oplog, as servers report it: `ts` and, where reported, `t`.
package struct LabOptime: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Seconds since 1970 of `ts`.
    package let seconds: Int
    /// The ordinal of `ts` within its second.
    package let increment: Int
    /// The term; -1 when it is not known.
    package let term: Int

    init(seconds: Int, increment: Int, term: Int = -1) {
        (self.seconds, self.increment, self.term) = (seconds, increment, term)
    }

    /// From `{ts, t}` or from a Timestamp alone; `nil` for anything else.
    package init?(_ document: MongoDocument) {
        let timestamp = (document["ts"] ?? document)["$timestamp"]
        guard let seconds = timestamp?["t"]?.int, let increment = timestamp?["i"]?.int else { return nil }
        self.init(seconds: seconds, increment: increment, term: document["t"]?.int ?? -1)
    }

    /// `seconds.increment`
    package var description: String { "\(seconds).\(increment)" }

    /// By the timestamp: terms only distinguish entries that were rolled back.
    package static func < (left: LabOptime, right: LabOptime) -> Bool {
        (left.seconds, left.increment) < (right.seconds, right.increment)
    }
}
