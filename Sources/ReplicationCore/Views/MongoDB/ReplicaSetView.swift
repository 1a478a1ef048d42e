/// What is said of a MongoDB replica set as a whole.
package struct ReplicaSetView: Hashable, Sendable {
    /// What the set can do for its clients.
    package var availability: ReplicaSetAvailability
    /// Who sees whom, by every member's own word and by ours.
    package var sightings: [MemberSighting]
    /// Elections since replmon began to watch, newest first, at most ten.
    package var elections: [ElectionRecord]
    /// Rollbacks since replmon began to watch, newest first, at most ten.
    package var rollbacks: [RollbackRecord]
    /// How many elections were seen to be won since replmon began to watch.
    package var electionsWon = 0
    /// The newest configuration any member has told; `nil` before one was read.
    package var configVersion: Int64?
    /// Its term (4.4 on).
    package var configTerm: Int64?
    /// Members that were removed from the configuration lately: still among the nodes of the view, for some minutes, and
    /// no longer part of the set.
    package var removed: Set<String> = []

    package init(
        availability: ReplicaSetAvailability, sightings: [MemberSighting] = [], elections: [ElectionRecord] = [],
        rollbacks: [RollbackRecord] = [], configVersion: Int64? = nil, configTerm: Int64? = nil
    ) {
        self.availability = availability
        self.sightings = sightings
        self.elections = elections
        self.rollbacks = rollbacks
        self.configVersion = configVersion
        self.configTerm = configTerm
    }
}
