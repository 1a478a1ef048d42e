internal import ReplicationCore

/// The timeline of a server as a replication connection shows it: `IDENTIFY_SYSTEM` and `TIMELINE_HISTORY`.
/// <https://www.postgresql.org/docs/current/protocol-replication.html>
package struct TimelineProof: Hashable, Sendable {
    /// The timeline the server is on.
    package var timeline: UInt32
    /// Where each earlier timeline ended and the next began, oldest first; empty on timeline 1.
    package var switches: [Switch]

    /// The end of one timeline.
    package struct Switch: Hashable, Sendable {
        /// The timeline that ended.
        package var timeline: UInt32
        /// Its end: WAL past this point exists on that timeline only, and is not part of what followed.
        package var at: LSN

        package init(timeline: UInt32, at: LSN) {
            self.timeline = timeline
            self.at = at
        }
    }

    package init(timeline: UInt32, switches: [Switch] = []) {
        self.timeline = timeline
        self.switches = switches
    }
}
