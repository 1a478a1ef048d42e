package import Alerting
package import ReplicationCore

/// `mongodb:` of a cluster: the address of its replica set, and replmon's user.
package struct MongoClusterSettings: Hashable, Sendable {
    /// Connection string with the members to poll first and the options of all connections. Holds no credentials. See
    /// https://www.mongodb.com/docs/manual/reference/connection-string/.
    package var uri: String
    /// Name of the MongoDB user; `nil` when the set has no authentication.
    package var username: String?
    /// The user's password, from `password_file`.
    package var password: Secret?

    /// The alerts with their own limits or times on single members, by `host:port` as in the replica set's
    /// configuration; other members have the cluster's.
    package var memberAlerts: [String: [AlertName: AlertOverride]]

    /// A replica set found by this connection string.
    package init(
        uri: String, username: String? = nil, password: Secret? = nil,
        memberAlerts: [String: [AlertName: AlertOverride]] = [:]
    ) {
        self.uri = uri
        self.username = username
        self.password = password
        self.memberAlerts = memberAlerts
    }
}
