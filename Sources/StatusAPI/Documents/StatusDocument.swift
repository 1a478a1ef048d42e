/// The status document: the reply of `/api/v1/status` and the output of `ctl status --json`. Keys are added, never renamed.
package struct StatusDocument: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version: Int
    /// RFC 3339, UTC.
    package var generatedAt: String
    /// The worst cluster's verdict.
    package var verdict: String
    package var clusters: [Cluster]
    package var alerts: [AlertStatus]
    /// The silences that are not over.
    package var silences: [SilenceStatus] = []
    /// replmon itself; `null` from a release that did not report it.
    package var daemon: Daemon? = nil

    /// One cluster.
    package struct Cluster: Decodable, Sendable, Hashable {
        package var name: String
        /// `postgresql` or `mongodb`.
        package var kind: String
        package var verdict: String
        package var summary: String
        package var nodes: [Node]
        package var links: [Link]
        package var findings: [Finding]
        package var unknowns: [Unknown]
        /// The set as a whole; `null` for PostgreSQL.
        package var replicaSet: ReplicaSet? = nil
    }

    /// One node.
    package struct Node: Decodable, Sendable, Hashable {
        package var name: String
        /// `unknown` while it does not answer.
        package var role: String
        package var lastRole: String? = nil
        package var reachable: Bool
        package var observedAgeSeconds: Double? = nil
        /// Class of the latest poll's failure.
        package var failure: String? = nil
        package var failureDetail: String? = nil
        /// Last eight polls, octal, newest in the lowest bit.
        package var reach: String
        /// How many polls `reach` covers, up to eight.
        package var reachPolls: Int
        package var lagSeconds: Double? = nil
        package var lagErrorBoundSeconds: Double? = nil
        /// The node that the lag is measured against where it is not the primary: the freshest member, while there is none.
        package var lagComparedWith: String? = nil
        package var lagBytes: UInt64? = nil
        package var lagBytesByStage: LagStages? = nil
        /// Why a standby's or secondary's lag is not known.
        package var lagUnknownReason: String? = nil
        package var delaySeconds: Double? = nil
        package var upstream: String? = nil
        package var timeline: UInt32? = nil
        package var term: Int64? = nil
        package var version: String? = nil
        package var details: [String: String]
        /// How fast WAL moves there; `null` when it is not known, and for MongoDB.
        package var rates: Rates? = nil
        /// The trend of a standby's lag: `level`, `catching_up` or `falling_behind`; `null` when it is not known.
        package var trend: String? = nil
        /// Time until it is level at these rates; only while catching up.
        package var catchUpSeconds: Double? = nil
        /// By how much the primary writes faster than this standby replays; only while falling behind.
        package var fallingBehindBytesPerSecond: Double? = nil
        /// The cost of promoting this standby; `null` for a primary, and for MongoDB.
        package var readiness: Readiness? = nil
        /// The replication slots there, the worst first.
        package var slots: [Slot] = []
        /// How many more slots there are than `slots` lists; `null` when it lists all.
        package var slotsNotListed: Int? = nil
        /// Age of the positions that a secondary's lag was computed from.
        package var lagDataAgeSeconds: Double? = nil
        /// Votes in elections, by the newest configuration; this and what follows is `null` for PostgreSQL.
        package var votes: Int32? = nil
        package var priority: Double? = nil
        /// Whether the member is hidden from clients.
        package var hidden: Bool? = nil
        /// Version and term of the configuration that this member has.
        package var configVersion: Int64? = nil
        package var configTerm: Int64? = nil
        /// From the oldest oplog entry to the newest; `null` while the oplog is not full, and for an arbiter.
        package var oplogWindowSeconds: Double? = nil
        /// Why `oplog_window_seconds` of a member with an oplog is `null`.
        package var oplogWindowUnknownReason: String? = nil
        /// How far the oplogs of the others reach back beyond what this member has; `null` for a primary.
        package var oplogHeadroomSeconds: Double? = nil
        /// Why `oplog_headroom_seconds` of a member that copies from another is `null`.
        package var oplogHeadroomUnknownReason: String? = nil
        /// When the headroom is used up at the present pace; `null` for a member that keeps up, and before there is a
        /// pace.
        package var fallsOffInSeconds: Double? = nil
        /// How far its clock is ahead of the primary's, without one of the members' median; negative: behind.
        package var clockSkewSeconds: Double? = nil
        package var clockSkewErrorBoundSeconds: Double? = nil
        /// RFC 3339, UTC; `null` without TLS.
        package var certificateExpiresAt: String? = nil
        /// While a member copies all data.
        package var initialSync: InitialSync? = nil
        /// `rbid`: raised by each rollback.
        package var rollbackId: Int64? = nil
        package var featureCompatibilityVersion: String? = nil
    }

    /// How fast WAL moves at a node, over about the last minute.
    package struct Rates: Decodable, Sendable, Hashable {
        /// Written by a primary.
        package var generatedBytesPerSecond: Double? = nil
        /// Received by a standby.
        package var receivedBytesPerSecond: Double? = nil
        /// Replayed by a standby.
        package var replayedBytesPerSecond: Double? = nil
    }

    /// The cost of promoting a standby right now.
    package struct Readiness: Decodable, Sendable, Hashable {
        /// Its rank among the standbys, 1 is the best; `null` when it must not be promoted.
        package var rank: Int? = nil
        /// WAL of the primary that it has not received.
        package var lossBytes: UInt64? = nil
        /// Why `lossBytes` is `null`.
        package var lossBytesUnknownReason: String? = nil
        /// How long ago the primary had no more than what is received here.
        package var lossSeconds: Double? = nil
        /// Why `lossSeconds` is `null`.
        package var lossSecondsUnknownReason: String? = nil
        /// WAL received and not yet replayed.
        package var backlogBytes: UInt64? = nil
        /// Why `backlogBytes` is `null`.
        package var backlogBytesUnknownReason: String? = nil
        /// How long replaying it takes at the rate of the last minute.
        package var backlogSeconds: Double? = nil
        /// Why it must not be promoted, or what to know before.
        package var obstacles: [String]
    }

    /// One replication slot.
    package struct Slot: Decodable, Sendable, Hashable {
        /// At most 63 characters.
        package var name: String
        /// `physical` or `logical`.
        package var type: String
        /// Whether a client streams from it.
        package var active: Bool
        /// As in `pg_replication_slots`, or `missing` when a standby asks for it and it is not there.
        package var walStatus: String? = nil
        /// WAL that it holds back; of a lost slot, the last known value.
        package var retainedBytes: UInt64? = nil
        /// WAL that may still be written before the slot may be lost; negative when overdue, `null` without a limit.
        package var safeBytes: Int64? = nil
        /// Time until it may be lost, at the rate of the last minutes.
        package var secondsToLoss: Double? = nil
    }

    /// Bytes of log not yet sent to, received by and replayed by a standby.
    package struct LagStages: Decodable, Sendable, Hashable {
        package var send: UInt64? = nil
        package var receive: UInt64? = nil
        package var replay: UInt64
    }

    /// One replication edge.
    package struct Link: Decodable, Sendable, Hashable {
        package var upstream: String? = nil
        package var downstream: String
        package var state: String
        package var lagSeconds: Double? = nil
        package var lagBytes: UInt64? = nil
        package var evidence: [String: String]
    }

    /// A condition that holds.
    package struct Finding: Decodable, Sendable, Hashable {
        package var alert: String
        package var severity: String
        package var node: String? = nil
        /// The replication slot on the node, for a condition of a slot.
        package var slot: String? = nil
        package var summary: String
        package var evidence: [String: String]
    }

    /// A condition that could not be answered.
    package struct Unknown: Decodable, Sendable, Hashable {
        package var alert: String
        package var node: String? = nil
        /// The replication slot on the node, for a condition of a slot.
        package var slot: String? = nil
        package var reason: String
    }
}
