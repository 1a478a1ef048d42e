/// Where a standby that is behind is heading, from the rates of the last minute. A standby that keeps an even distance has
/// no trend, as one of which too little is known.
package enum ReplicationTrend: Hashable, Sendable {
    /// Nothing is missing, or so little that it is only what is under way.
    case level
    /// Replays faster than the primary writes: level again after this long, at these rates.
    case catchingUp(Duration)
    /// Replays more slowly than the primary writes, by this many bytes per second.
    case fallingBehind(Double)
}
