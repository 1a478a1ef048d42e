internal import ReplicationCore

extension ReplicaSetConfig {
    /// The order of the configurations of one set.
    struct Revision: Hashable, Sendable {
        var version: Int64
        /// `nil` before 4.4, -1 after a forced reconfiguration.
        var term: Int64?

        /// Configurations are ordered by term, then version; the version alone decides where either has no term
        /// (`ConfigVersionAndTerm` in the server's source).
        func isNewer(than other: Revision) -> Bool {
            guard let term, let otherTerm = other.term, term >= 0, otherTerm >= 0 else {
                return version > other.version
            }
            return (term, version) > (otherTerm, other.version)
        }
    }

    var revision: Revision { Revision(version: version, term: term) }

    /// Whether both are configurations of one set: a set that is initiated anew gets another `replicaSetId`.
    func isSameSet(as other: ReplicaSetConfig) -> Bool {
        guard set == other.set else { return false }
        guard let left = settings.replicaSetID, let right = other.settings.replicaSetID else { return true }
        return left == right
    }
}

extension ReplicaSetConfig.Revision: CustomStringConvertible {
    var description: String {
        "version \(version)" + (term.map { $0 < 0 ? ", forced" : ", term \($0)" } ?? "")
    }
}
