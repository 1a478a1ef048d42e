package import ReplicationCore

extension Alert {
    /// Everything that keeps people from being notified of an active alert. The end of an alert that people were notified
    /// of is never muted.
    package struct Muting: Hashable, Sendable {
        /// The active alert that inhibits this one.
        package var inhibitedBy: AlertName?
        /// The silence that covers it.
        package var silencedBy: Silence.ID?
        /// No notification before this instant: the inhibiting alert ended, and this one must hold for its `for` again.
        /// Granted once for each alert.
        package var quietUntil: MonotonicInstant?
        /// Whether it fired without a notification before a restart, and inhibition has not been evaluated since.
        package var wasMutedBeforeRestart = false

        package init() {}

        /// Whether no notification may be sent at `now`.
        func isMuted(at now: MonotonicInstant) -> Bool {
            if inhibitedBy != nil || silencedBy != nil { return true }
            return quietUntil.map { now < $0 } ?? false
        }
    }
}
