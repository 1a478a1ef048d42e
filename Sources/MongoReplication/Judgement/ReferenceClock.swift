internal import ReplicationCore

/// The clock that the members' clocks are compared with.
struct ReferenceClock: Sendable {
    var offset: ClockOffset
    /// The primary, where the clock is its clock; `nil` where it is the median of the members' clocks.
    var primary: String?
}
