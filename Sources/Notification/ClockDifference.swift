import ReplicationCore

/// The least possible difference between another machine's clock and ours.
struct ClockDifference: Hashable, Sendable, CustomStringConvertible {
    /// Positive when that clock is ahead of ours.
    var ahead: Duration

    /// From the `Date` field of a response, which was written between the request and the arrival of the response: a date
    /// within that time is no difference. `nil` without a readable date.
    init?(dateField: String?, sentAt: WallInstant, answeredAt: WallInstant) {
        guard let date = dateField.flatMap(WallInstant.init(imfFixdate:)) else { return nil }
        // The field has whole seconds, so the whole second is possible.
        let dateEnd = date.advanced(by: .milliseconds(999))
        let (first, last) = (min(sentAt, answeredAt), max(sentAt, answeredAt))
        ahead = date > last ? date.since(last) : dateEnd < first ? dateEnd.since(first) : .zero
    }

    /// Whether it is larger than `tolerance` in either direction.
    func exceeds(_ tolerance: Duration) -> Bool {
        ahead > tolerance || ahead < .zero - tolerance
    }

    var description: String {
        let seconds = (ahead.wholeMilliseconds / 1_000).magnitude
        let which = ahead < .zero ? "is behind: alerts may end too late" : "is ahead: alerts may end too early"
        return "its clock and ours differ by \(seconds) s, and it \(which) there"
    }
}
