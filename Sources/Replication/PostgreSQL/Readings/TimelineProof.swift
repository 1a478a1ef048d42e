/// What a replication connection tells of a server's timeline: `IDENTIFY_SYSTEM` and `TIMELINE_HISTORY`.
/// <https://www.postgresql.org/docs/current/protocol-replication.html>
public struct TimelineProof: Hashable, Sendable {
    /// The timeline the server is on.
    public var timeline: UInt32
    /// Where each earlier timeline ended and the next began, oldest first; empty on timeline 1.
    public var switches: [Switch]

    /// The end of one timeline.
    public struct Switch: Hashable, Sendable {
        /// The timeline that ended.
        public var timeline: UInt32
        /// Its end: WAL past this point exists on that timeline only, and is not part of what followed.
        public var at: LSN

        public init(timeline: UInt32, at: LSN) {
            self.timeline = timeline
            self.at = at
        }
    }

    public init(timeline: UInt32, switches: [Switch] = []) {
        self.timeline = timeline
        self.switches = switches
    }
}
