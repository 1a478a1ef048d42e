import ReplicationLab

extension ServerTests {
    /// Faults done to real replica sets: each is found and named by its cause, nothing else is claimed meanwhile, and it
    /// is gone when it is healed. Each prints a line: version, fault, finding, seconds until shown, until cleared.
    ///
    /// An election that nobody asked for is told for five minutes, so a set is seldom `ok` again at a test's end.
    struct MongoFaultTests {
        static var versions: [String] { Lab.mongodbVersions }

        /// What the loss of the primary of a primary, a secondary and an arbiter brings with it.
        static let primaryLost = ["MongoNoPrimary", "MongoElection", "MongoMajorityLost", "MongoMajorityAtRisk"]
    }
}
