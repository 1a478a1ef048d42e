internal import ReplicationCore

extension AlertRule {
    /// A warning is given at `warning` and beyond, a critical alert at `critical` and beyond.
    ///
    /// One that fires is over only at its clear limit, so that a value that swings about a limit is one alert.
    package struct Thresholds: Hashable, Sendable {
        package var warning: Duration
        package var critical: Duration
        /// Where a warning that fires is over; `nil` for 80 % of `warning` upwards, 125 % downwards.
        package var clear: Duration?
        /// Which way is beyond.
        package var direction: Direction

        /// What makes a time worse.
        package enum Direction: Hashable, Sendable {
            /// More of it: a lag, a wait.
            case upwards
            /// Less of it: the time that is left.
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

        /// At this value, and on its better side, an alert that fires at `severity` no longer does: with its own
        /// limit's share for a critical alert, which then is a warning. Never beyond the limit that raises it.
        package func clearLimit(of severity: Severity) -> Duration {
            let limit = severity == .critical ? critical : warning
            let cleared = Self.scaled(limit, by: share)
            return direction == .upwards ? min(cleared, limit) : max(cleared, limit)
        }

        /// A clear limit over the limit that raises.
        private var share: Double {
            guard let clear, warning > .zero else { return direction == .upwards ? 0.8 : 1.25 }
            return clear.seconds / warning.seconds
        }

        /// To the millisecond, clamped to what can be counted in them.
        private static func scaled(_ limit: Duration, by share: Double) -> Duration {
            let milliseconds = (limit.seconds * share * 1000).rounded()
            return .milliseconds(Int64(min(max(milliseconds, -9e18), 9e18)))
        }

        /// Whether `value` is worth an alert of `severity`, which one that fires at it goes on being up to its clear
        /// limit.
        func isWorth(_ severity: Severity, _ value: Duration, firing: Bool) -> Bool {
            if reaches(value, severity == .critical ? critical : warning) { return true }
            let limit = clearLimit(of: severity)
            return firing && (direction == .upwards ? value > limit : value < limit)
        }
    }
}
