/// The trend of a standby that is behind, from the rates of the last minute. A standby with a constant lag has no
/// trend, and neither has one of which too little is known.
package enum ReplicationTrend: Hashable, Sendable {
    /// Nothing is missing, or only the WAL that is being sent.
    case level
    /// Replays faster than the primary writes: level again after this long, at these rates.
    case catchingUp(Duration)
    /// Replays more slowly than the primary writes, by this many bytes per second.
    case fallingBehind(Double)
}
