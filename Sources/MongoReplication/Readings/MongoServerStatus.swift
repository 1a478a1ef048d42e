package import ReplicationCore

/// Facts of a data-bearing member that are asked for at a slower cadence than its state, and after each change of it:
/// from `serverStatus` (trimmed), `collStats` of the oplog and `getParameter`.
///
/// Each part is `nil` where the version does not show it or the role may not see it.
/// <https://www.mongodb.com/docs/manual/reference/command/serverStatus/>
package struct MongoServerStatus: Hashable, Sendable {
    /// When the answers were complete.
    package var observedAt: MonotonicInstant
    /// The server's release, `6.0.5`.
    package var version: String?
    /// `repl.rbid`: raised by each rollback, kept on disk.
    package var rollbackID: Int64?
    /// `oplog.earliestOptime`: what is older is gone.
    package var oplogEarliest: OpTime?
    /// `oplog.latestOptime`.
    package var oplogLatest: OpTime?
    /// Bytes of the entries in `local.oplog.rs`.
    package var oplogBytes: Int64?
    /// `maxSize`: at about as much the oldest entries are cut off. An oplog that is not full has no meaningful window.
    package var oplogMaxBytes: Int64?
    /// `flowControl.isLagged`: the primary slows its writers because a majority is too late.
    package var isFlowControlLagged: Bool?
    /// `security.SSLServerCertificateExpirationDate`; `nil` without TLS.
    package var certificateExpiresAt: WallInstant?
    /// `featureCompatibilityVersion.version`.
    package var featureCompatibilityVersion: String?
    /// `featureCompatibilityVersion.targetVersion`: a change of it that has begun and not ended.
    package var featureCompatibilityTarget: String?
    /// The commands that the role may not run, as the server names the privilege.
    package var denied: [String]

    package init(
        observedAt: MonotonicInstant, version: String? = nil, rollbackID: Int64? = nil, oplogEarliest: OpTime? = nil,
        oplogLatest: OpTime? = nil, oplogBytes: Int64? = nil, oplogMaxBytes: Int64? = nil,
        isFlowControlLagged: Bool? = nil, certificateExpiresAt: WallInstant? = nil,
        featureCompatibilityVersion: String? = nil, featureCompatibilityTarget: String? = nil, denied: [String] = []
    ) {
        self.observedAt = observedAt
        self.version = version
        self.rollbackID = rollbackID
        self.oplogEarliest = oplogEarliest
        self.oplogLatest = oplogLatest
        self.oplogBytes = oplogBytes
        self.oplogMaxBytes = oplogMaxBytes
        self.isFlowControlLagged = isFlowControlLagged
        self.certificateExpiresAt = certificateExpiresAt
        self.featureCompatibilityVersion = featureCompatibilityVersion
        self.featureCompatibilityTarget = featureCompatibilityTarget
        self.denied = denied
    }
}
