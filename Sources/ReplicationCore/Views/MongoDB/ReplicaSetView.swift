/// The values of a MongoDB replica set as a whole.
package struct ReplicaSetView: Hashable, Sendable {
    /// The operations that the set serves to its clients.
    package var availability: ReplicaSetAvailability
    /// The peer reports of every member, and replmon's own.
    package var peerReports: [PeerReport]
    /// Elections since replmon began to watch, newest first, at most ten.
    package var elections: [ElectionRecord]
    /// Rollbacks since replmon began to watch, newest first, at most ten.
    package var rollbacks: [RollbackRecord]
    /// The number of elections with a known winner since replmon began to watch.
    package var electionsWon = 0
    /// The version of the newest configuration that a member has reported; `nil` before one was read.
    package var configVersion: Int64?
    /// Its term (4.4 on).
    package var configTerm: Int64?
    /// Members that were removed from the configuration recently: for some minutes still nodes of the view, but no
    /// longer part of the set.
    package var removed: Set<String> = []

    package init(
        availability: ReplicaSetAvailability, peerReports: [PeerReport] = [], elections: [ElectionRecord] = [],
        rollbacks: [RollbackRecord] = [], configVersion: Int64? = nil, configTerm: Int64? = nil
    ) {
        self.availability = availability
        self.peerReports = peerReports
        self.elections = elections
        self.rollbacks = rollbacks
        self.configVersion = configVersion
        self.configTerm = configTerm
    }
}
