import ReplicationLab

extension LookAlike where Cluster == MongoReplicaSet {
    /// Its entry in the configuration, with shorter `for`s in a hurry.
    func entry(in lab: Lab) throws -> ClusterEntry {
        try .mongodb(
            name, cluster, in: lab,
            alerts: LookAlikeWatch.isLong ? thresholds : ClusterEntry.hurried(.mongodb, thresholds, stops: stops))
    }
}
