package import ReplicationCore

/// The reply to `replSetGetStatus`: the whole set as one member sees it.
/// <https://www.mongodb.com/docs/manual/reference/command/replSetGetStatus/>
package struct ReplicaSetStatus: Hashable, Sendable {
    /// The set's name.
    package var set: String
    /// The server's clock at the reply.
    package var date: WallInstant?
    package var myState: MemberState
    package var term: Int64?
    /// The member this one pulls from; empty string and absence both mean none.
    package var syncSourceHost: String?
    /// `optimes.lastCommittedOpTime`: up to here a majority has everything.
    package var lastCommitted: OpTime?
    /// `optimes.lastCommittedWallTime` (4.2 on): the primary's wall clock in that entry.
    package var lastCommittedWallTime: WallInstant?
    /// Votes needed to elect a primary.
    package var majorityVoteCount: Int32?
    /// Members that vote now (4.4 on): one that was just added does not yet.
    package var votingMembersCount: Int32?
    /// Data-bearing voters that must acknowledge a majority write (4.2.1 on).
    package var writeMajorityCount: Int32?
    /// How this member came to be primary; only a primary shows it.
    package var election: Election?
    /// The initial sync that is under way (or the last one, where the server still shows it).
    package var initialSync: InitialSync?
    /// No member's oplog reaches back to this one's: it will never catch up by itself. Shown of itself only.
    package var tooStale = false
    package var members: [Member]

    /// `electionCandidateMetrics` (4.2.1 on).
    package struct Election: Hashable, Sendable {
        /// `lastElectionReason`: `electionTimeout`, `stepUpRequest`, `stepUpRequestSkipDryRun`, `priorityTakeover`,
        /// `catchupTakeover`, …
        package var reason: String?
        /// `lastElectionDate`, by the primary's clock.
        package var date: WallInstant?
        /// `electionTerm`.
        package var term: Int64?
        /// `priorPrimaryMemberId`; absent after the first election of a set.
        package var priorPrimaryID: Int32?
        /// `wMajorityWriteAvailabilityDate`: from here on majority writes were answered.
        package var majorityWritesAvailableAt: WallInstant?

        package init(
            reason: String? = nil, date: WallInstant? = nil, term: Int64? = nil, priorPrimaryID: Int32? = nil,
            majorityWritesAvailableAt: WallInstant? = nil
        ) {
            self.reason = reason
            self.date = date
            self.term = term
            self.priorPrimaryID = priorPrimaryID
            self.majorityWritesAvailableAt = majorityWritesAvailableAt
        }
    }

    /// `initialSyncStatus`; each part of it is absent in some versions.
    package struct InitialSync: Hashable, Sendable {
        /// `failedInitialSyncAttempts`.
        package var failedAttempts: Int64?
        /// `maxFailedInitialSyncAttempts`: after as many the member's process ends.
        package var maxFailedAttempts: Int64?
        /// `initialSyncStart`, by the member's clock.
        package var startedAt: WallInstant?
        /// `initialSyncEnd`; absent while it is under way.
        package var endedAt: WallInstant?
        /// `approxTotalDataSize`.
        package var totalBytes: Int64?
        /// `approxTotalBytesCopied`.
        package var copiedBytes: Int64?
        /// `remainingInitialSyncEstimatedMillis`.
        package var remaining: Duration?
        /// `syncSourceUnreachableSince`.
        package var sourceUnreachableSince: WallInstant?

        package init(
            failedAttempts: Int64? = nil, maxFailedAttempts: Int64? = nil, startedAt: WallInstant? = nil,
            endedAt: WallInstant? = nil, totalBytes: Int64? = nil, copiedBytes: Int64? = nil,
            remaining: Duration? = nil, sourceUnreachableSince: WallInstant? = nil
        ) {
            self.failedAttempts = failedAttempts
            self.maxFailedAttempts = maxFailedAttempts
            self.startedAt = startedAt
            self.endedAt = endedAt
            self.totalBytes = totalBytes
            self.copiedBytes = copiedBytes
            self.remaining = remaining
            self.sourceUnreachableSince = sourceUnreachableSince
        }
    }

    /// One row of `members`.
    package struct Member: Hashable, Sendable {
        package var id: Int32
        /// `host:port`.
        package var name: String
        /// Whether the reporting member reaches it (always true of itself).
        package var healthy: Bool
        package var state: MemberState
        package var isSelf: Bool
        /// `nil` for arbiters; the null optime for a member that is down.
        package var opTime: OpTime?
        /// The primary's wall clock in the last entry applied (milliseconds); absent before 4.4.11 and on arbiters.
        package var lastAppliedWallTime: WallInstant?
        /// When the reporting member last *received* a heartbeat from it; the only sign of life that is one.
        package var lastHeartbeatReceived: WallInstant?
        package var syncSourceHost: String?
        package var configVersion: Int64?
        /// The term of the configuration it has (4.4 on).
        package var configTerm: Int64?
        /// Round trip of heartbeats to it, as the reporting member measures.
        package var ping: Duration?
        /// `false` when the reporting member could not authenticate to it: keys or certificates differ.
        package var isAuthenticated = true
        package var uptime: Duration?
        /// The server's own message about a problem (`infoMessage` or `lastHeartbeatMessage`).
        package var message: String?
        /// How many requests for maintenance hold the member in RECOVERING: only in the row of the reporting member
        /// itself, and also where the server itself made one because the member is too stale.
        package var maintenanceMode: Int64?

        package init(
            id: Int32, name: String, healthy: Bool, state: MemberState, isSelf: Bool = false, opTime: OpTime? = nil,
            lastAppliedWallTime: WallInstant? = nil, lastHeartbeatReceived: WallInstant? = nil,
            syncSourceHost: String? = nil, configVersion: Int64? = nil, uptime: Duration? = nil,
            message: String? = nil
        ) {
            self.id = id
            self.name = name
            self.healthy = healthy
            self.state = state
            self.isSelf = isSelf
            self.opTime = opTime
            self.lastAppliedWallTime = lastAppliedWallTime
            self.lastHeartbeatReceived = lastHeartbeatReceived
            self.syncSourceHost = syncSourceHost
            self.configVersion = configVersion
            self.uptime = uptime
            self.message = message
        }
    }

    package init(
        set: String, date: WallInstant?, myState: MemberState, term: Int64?, syncSourceHost: String? = nil,
        members: [Member]
    ) {
        self.set = set
        self.date = date
        self.myState = myState
        self.term = term
        self.syncSourceHost = syncSourceHost
        self.members = members
    }
}
