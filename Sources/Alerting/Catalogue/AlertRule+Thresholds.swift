internal import ReplicationCore

extension AlertRule {
    /// Limits of a measured time: a warning at `warning` and beyond, a critical alert at `critical` and beyond.
    ///
    /// A firing alert is clear only at its clear limit, so that a value that oscillates around a limit is one alert.
    package struct Thresholds: Hashable, Sendable {
        package var warning: Duration
        package var critical: Duration
        /// Where a firing warning is clear; `nil` for 80 % of `warning` upwards, 125 % downwards.
        package var clear: Duration?
        /// The direction in which a value becomes worse.
        package var direction: Direction

        /// The direction in which a value becomes worse.
        package enum Direction: Hashable, Sendable {
            /// A larger value is worse: a lag, a wait.
            case upwards
            /// A smaller value is worse: the time that is left.
            case downwards
        }

        package init(
            warning: Duration, critical: Duration, clear: Duration? = nil, direction: Direction = .upwards
        ) {
            self.warning = warning
            self.critical = critical
            self.clear = clear
            self.direction = direction
        }

        /// Whether `value` is at `limit` or beyond it.
        package func reaches(_ value: Duration, _ limit: Duration) -> Bool {
            switch direction {
            case .upwards: value >= limit
            case .downwards: value <= limit
            }
        }

        /// The value from which on an alert firing at `severity` no longer does. A critical alert becomes a warning there,
        /// at the same share of its own limit. It is never beyond the limit that raises the alert.
        package func clearLimit(of severity: Severity) -> Duration {
            let limit = severity == .critical ? critical : warning
            let cleared = Self.scaled(limit, by: share)
            return direction == .upwards ? min(cleared, limit) : max(cleared, limit)
        }

        /// The clear limit divided by the limit that raises the alert.
        private var share: Double {
            guard let clear, warning > .zero else { return direction == .upwards ? 0.8 : 1.25 }
            return clear.seconds / warning.seconds
        }

        /// Rounded to milliseconds, and clamped to the range of their count.
        private static func scaled(_ limit: Duration, by share: Double) -> Duration {
            let milliseconds = (limit.seconds * share * 1000).rounded()
            return .milliseconds(Int64(min(max(milliseconds, -9e18), 9e18)))
        }

        /// Whether `value` calls for an alert of `severity`; if one is `firing`, up to its clear limit.
        func isWorth(_ severity: Severity, _ value: Duration, firing: Bool) -> Bool {
            if reaches(value, severity == .critical ? critical : warning) { return true }
            let limit = clearLimit(of: severity)
            return firing && (direction == .upwards ? value > limit : value < limit)
        }
    }
}
