/// The status document: what `/api/v1/status` and `ctl status --json` say. Keys are added, never renamed.
public struct StatusDocument: JSONDocument, Hashable {
    /// The schema's version: 1.
    public var version: Int
    /// RFC 3339, UTC.
    public var generatedAt: String
    /// The worst cluster's verdict.
    public var verdict: String
    public var clusters: [Cluster]
    public var alerts: [AlertStatus]
    /// The silences that are not over.
    public var silences: [SilenceStatus] = []
    /// replmon itself; `null` from a release that did not tell.
    @ExplicitNull public var daemon: Daemon? = nil

    /// One cluster.
    public struct Cluster: Codable, Sendable, Hashable {
        public var name: String
        /// `postgresql` or `mongodb`.
        public var kind: String
        public var verdict: String
        public var summary: String
        public var nodes: [Node]
        public var links: [Link]
        public var findings: [Finding]
        public var unknowns: [Unknown]
        /// The set as a whole; `null` for PostgreSQL.
        @ExplicitNull public var replicaSet: ReplicaSet? = nil
    }

    /// One node.
    public struct Node: Codable, Sendable, Hashable {
        public var name: String
        /// `unknown` while it does not answer.
        public var role: String
        @ExplicitNull public var lastRole: String? = nil
        public var reachable: Bool
        @ExplicitNull public var observedAgeSeconds: Double? = nil
        /// Class of the latest poll's failure.
        @ExplicitNull public var failure: String? = nil
        @ExplicitNull public var failureDetail: String? = nil
        /// Last eight polls, octal, newest in the lowest bit.
        public var reach: String
        /// How many polls `reach` speaks of, up to eight.
        public var reachPolls: Int
        @ExplicitNull public var lagSeconds: Double? = nil
        @ExplicitNull public var lagErrorBoundSeconds: Double? = nil
        /// Whom the lag is held against where that is not the primary: the freshest member, while there is no primary.
        @ExplicitNull public var lagComparedWith: String? = nil
        @ExplicitNull public var lagBytes: UInt64? = nil
        @ExplicitNull public var lagBytesByStage: LagStages? = nil
        /// Why a standby's or secondary's lag is not known.
        @ExplicitNull public var lagUnknownReason: String? = nil
        @ExplicitNull public var delaySeconds: Double? = nil
        @ExplicitNull public var upstream: String? = nil
        @ExplicitNull public var timeline: UInt32? = nil
        @ExplicitNull public var term: Int64? = nil
        @ExplicitNull public var version: String? = nil
        public var details: [String: String]
        /// How fast WAL moves there; `null` when it is not known, and for MongoDB.
        @ExplicitNull public var rates: Rates? = nil
        /// Where a standby is heading: `level`, `catching_up` or `falling_behind`; `null` when it is not known.
        @ExplicitNull public var trend: String? = nil
        /// When it will be level at these rates; only while catching up.
        @ExplicitNull public var catchUpSeconds: Double? = nil
        /// By how much the primary writes faster than this standby replays; only while falling behind.
        @ExplicitNull public var fallingBehindBytesPerSecond: Double? = nil
        /// What promoting this standby would mean; `null` for a primary, and for MongoDB.
        @ExplicitNull public var readiness: Readiness? = nil
        /// The replication slots there, the worst first.
        public var slots: [Slot] = []
        /// How many more slots there are than `slots` lists; `null` when it lists all.
        @ExplicitNull public var slotsNotListed: Int? = nil
        /// Age of the positions that a secondary's lag was computed from.
        @ExplicitNull public var lagDataAgeSeconds: Double? = nil
        /// Votes in elections, by the newest configuration; this and what follows is `null` for PostgreSQL.
        @ExplicitNull public var votes: Int32? = nil
        @ExplicitNull public var priority: Double? = nil
        /// Whether clients are not told of the member.
        @ExplicitNull public var hidden: Bool? = nil
        /// Version and term of the configuration that this member has.
        @ExplicitNull public var configVersion: Int64? = nil
        @ExplicitNull public var configTerm: Int64? = nil
        /// From the oldest oplog entry to the newest; `null` while the oplog is not full, and for an arbiter.
        @ExplicitNull public var oplogWindowSeconds: Double? = nil
        /// Why `oplog_window_seconds` of a member with an oplog is `null`.
        @ExplicitNull public var oplogWindowUnknownReason: String? = nil
        /// How far the oplogs of the others reach back beyond what this member has; `null` for a primary.
        @ExplicitNull public var oplogHeadroomSeconds: Double? = nil
        /// Why `oplog_headroom_seconds` of a member that copies from another is `null`.
        @ExplicitNull public var oplogHeadroomUnknownReason: String? = nil
        /// When the headroom is used up at the present pace; `null` for a member that keeps up, and before there is a
        /// pace.
        @ExplicitNull public var fallsOffInSeconds: Double? = nil
        /// How far its clock is ahead of the primary's, without one of the members' median; negative: behind.
        @ExplicitNull public var clockSkewSeconds: Double? = nil
        @ExplicitNull public var clockSkewErrorBoundSeconds: Double? = nil
        /// RFC 3339, UTC; `null` without TLS.
        @ExplicitNull public var certificateExpiresAt: String? = nil
        /// While a member copies all data.
        @ExplicitNull public var initialSync: InitialSync? = nil
        /// `rbid`: raised by each rollback.
        @ExplicitNull public var rollbackId: Int64? = nil
        @ExplicitNull public var featureCompatibilityVersion: String? = nil
    }

    /// How fast WAL moves at a node, over about the last minute.
    public struct Rates: Codable, Sendable, Hashable {
        /// Written by a primary.
        @ExplicitNull public var generatedBytesPerSecond: Double? = nil
        /// Received by a standby.
        @ExplicitNull public var receivedBytesPerSecond: Double? = nil
        /// Replayed by a standby.
        @ExplicitNull public var replayedBytesPerSecond: Double? = nil
    }

    /// What promoting a standby right now would mean.
    public struct Readiness: Codable, Sendable, Hashable {
        /// Its place among the standbys, from 1, the best first; `null` when it must not be promoted.
        @ExplicitNull public var rank: Int? = nil
        /// WAL of the primary that it has not received.
        @ExplicitNull public var lossBytes: UInt64? = nil
        /// Why `lossBytes` is `null`.
        @ExplicitNull public var lossBytesUnknownReason: String? = nil
        /// How long ago the primary had no more than what is received here.
        @ExplicitNull public var lossSeconds: Double? = nil
        /// Why `lossSeconds` is `null`.
        @ExplicitNull public var lossSecondsUnknownReason: String? = nil
        /// WAL received and not yet replayed.
        @ExplicitNull public var backlogBytes: UInt64? = nil
        /// Why `backlogBytes` is `null`.
        @ExplicitNull public var backlogBytesUnknownReason: String? = nil
        /// How long replaying it takes at the rate of the last minute.
        @ExplicitNull public var backlogSeconds: Double? = nil
        /// Why it must not be promoted, or what to know before.
        public var obstacles: [String]
    }

    /// One replication slot.
    public struct Slot: Codable, Sendable, Hashable {
        /// At most 63 characters.
        public var name: String
        /// `physical` or `logical`.
        public var type: String
        /// Whether somebody streams from it.
        public var active: Bool
        /// As in `pg_replication_slots`, or `missing` when a standby asks for it and it is not there.
        @ExplicitNull public var walStatus: String? = nil
        /// WAL that it holds back; of a lost slot, what it last held.
        @ExplicitNull public var retainedBytes: UInt64? = nil
        /// What may still be written before it may be lost; negative when overdue, `null` without a limit.
        @ExplicitNull public var safeBytes: Int64? = nil
        /// When that is, at the rate of the last minutes.
        @ExplicitNull public var secondsToLoss: Double? = nil
    }

    /// Bytes of log not yet sent to, received by and replayed by a standby.
    public struct LagStages: Codable, Sendable, Hashable {
        @ExplicitNull public var send: UInt64? = nil
        @ExplicitNull public var receive: UInt64? = nil
        public var replay: UInt64
    }

    /// One replication edge.
    public struct Link: Codable, Sendable, Hashable {
        @ExplicitNull public var upstream: String? = nil
        public var downstream: String
        public var state: String
        @ExplicitNull public var lagSeconds: Double? = nil
        @ExplicitNull public var lagBytes: UInt64? = nil
        public var evidence: [String: String]
    }

    /// A condition that holds.
    public struct Finding: Codable, Sendable, Hashable {
        public var alert: String
        public var severity: String
        @ExplicitNull public var node: String? = nil
        /// The replication slot on the node, for what is said of one.
        @ExplicitNull public var slot: String? = nil
        public var summary: String
        public var evidence: [String: String]
    }

    /// A condition that could not be told.
    public struct Unknown: Codable, Sendable, Hashable {
        public var alert: String
        @ExplicitNull public var node: String? = nil
        /// The replication slot on the node, for what is said of one.
        @ExplicitNull public var slot: String? = nil
        public var reason: String
    }
}
