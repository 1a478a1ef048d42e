package import ReplicationCore

extension Alert {
    /// The lifecycle of Prometheus' alerts: inactive (not listed) → pending → firing → resolved.
    package enum State: Hashable, Sendable {
        /// The condition has held since this instant, for less than its `for`; time in which the condition was unknown is
        /// not counted.
        ///
        /// Becomes ``firing(_:)`` when the condition has held for its `for`, or when it is flapping. Is dropped when the
        /// condition is clear.
        case pending(since: MonotonicInstant)
        /// The condition has held for its `for`.
        ///
        /// Becomes ``resolved(_:)`` when the condition has been clear for `keep_firing_for`, is not flapping, and, if the
        /// rule is latched, somebody has acknowledged the alert.
        case firing(Firing)
        /// The alert was firing and its condition is clear.
        ///
        /// Becomes ``pending(since:)`` of a new alert when the condition holds again. Is dropped after
        /// ``AlertEngine/resolvedRetention``.
        case resolved(Resolution)

        /// The name used in the API, the metrics and the journal.
        package var name: String {
            switch self {
            case .pending: "pending"
            case .firing: "firing"
            case .resolved: "resolved"
            }
        }
    }

    /// The values that only a resolved alert has.
    package struct Resolution: Hashable, Sendable {
        /// When it was resolved, on the clock that counts the retention.
        package var at: MonotonicInstant
        /// When it had begun to fire.
        package var firedAt: WallInstant
        /// When it was resolved; never before ``firedAt``.
        package var resolvedAt: WallInstant

        package init(at: MonotonicInstant, firedAt: WallInstant, resolvedAt: WallInstant) {
            self.at = at
            self.firedAt = firedAt
            self.resolvedAt = resolvedAt
        }
    }
}
