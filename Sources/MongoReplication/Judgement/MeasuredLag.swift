internal import ReplicationCore

/// A lag, and the instant at which the older of the positions that it compares was asked for.
struct MeasuredLag: Sendable {
    var lag: Lag
    /// `nil` where the lag is not known.
    var asOf: MonotonicInstant?
}
