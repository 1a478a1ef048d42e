/// The status document: what `/api/v1/status` and `ctl status --json` say. Keys are added, never renamed.
public struct StatusDocument: Codable, Sendable, Hashable {
    /// The schema's version: 1.
    public var version: Int
    /// RFC 3339, UTC.
    public var generatedAt: String
    /// The worst cluster's verdict.
    public var verdict: String
    public var clusters: [Cluster]
    public var alerts: [AlertStatus]

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
        public var summary: String
        public var evidence: [String: String]
    }

    /// A condition that could not be told.
    public struct Unknown: Codable, Sendable, Hashable {
        public var alert: String
        @ExplicitNull public var node: String? = nil
        public var reason: String
    }

    /// An alert that is pending, firing, suppressed or lately resolved.
    public struct AlertStatus: Codable, Sendable, Hashable {
        public var name: String
        public var severity: String
        /// `pending`, `firing`, `suppressed` or `resolved`.
        public var state: String
        @ExplicitNull public var cluster: String? = nil
        @ExplicitNull public var node: String? = nil
        public var activeAt: String
        public var silenced: Bool
        /// The alert that explains this one away.
        @ExplicitNull public var inhibitedBy: String? = nil
        /// Why the condition cannot be judged at present.
        @ExplicitNull public var staleReason: String? = nil
        public var summary: String
        public var evidence: [String: String]
    }
}
