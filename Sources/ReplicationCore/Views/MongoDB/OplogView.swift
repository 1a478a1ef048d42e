/// The time span of a member's oplog, and how long the member could be away.
package struct OplogView: Hashable, Sendable {
    /// From the oldest entry to the newest. Unknown while the oplog is not full: it has no window yet.
    package var window: Known<Duration>
    /// By how much this member's newest entry is younger than the oldest one that it could still fetch from another:
    /// a member that applies nothing falls off when this much has been cut off. `nil` for a primary.
    package var headroom: Known<Duration>?
    /// When the headroom is used up, at the rate at which oplogs were cut off lately or, where too few cuts
    /// were seen, at which new entries come; `nil` for a member that keeps up.
    package var fallsOffIn: Duration?
    /// How full the oplog is, 0 to 1, as last reported.
    package var fill: Double?

    package init(
        window: Known<Duration>, headroom: Known<Duration>? = nil, fallsOffIn: Duration? = nil, fill: Double? = nil
    ) {
        self.window = window
        self.headroom = headroom
        self.fallsOffIn = fallsOffIn
        self.fill = fill
    }
}
