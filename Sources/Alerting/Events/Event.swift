package import ReplicationCore

/// Something that happened at one time, such as an election: `replmon ctl events` lists these, and the history keeps
/// them.
package struct Event: Hashable, Sendable, Codable {
    package var at: WallInstant
    package var kind: Kind
    /// `nil` for an event of replmon itself.
    package var cluster: String?
    package var node: String?
    /// One line for people.
    package var summary: String
    /// Further facts by name; units are in the names.
    package var details: [String: String]

    /// The kind of event. The raw values are part of the API and never change.
    package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
        case started
        case stopped
        case reloaded
        case reloadRefused = "reload_refused"
        case alertFiring = "alert_firing"
        case alertChanged = "alert_changed"
        case alertResolved = "alert_resolved"
        case roleChanged = "role_changed"
        case failover
        case election
        case rollback
        case slotLost = "slot_lost"
        case silenced
        case silenceExpired = "silence_expired"
        case acknowledged
    }

    package init(
        at: WallInstant, kind: Kind, cluster: String? = nil, node: String? = nil, summary: String,
        details: [String: String] = [:]
    ) {
        self.at = at
        self.kind = kind
        self.cluster = cluster
        self.node = node
        self.summary = summary
        self.details = details
    }
}
