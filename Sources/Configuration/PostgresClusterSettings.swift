/// `postgresql:` of a cluster: its nodes and the connection parameters that they share.
package struct PostgresClusterSettings: Hashable, Sendable {
    /// libpq connection string shared by all nodes; may be empty. Holds no password.
    /// See https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-CONNSTRING.
    package var conninfo: String
    /// The servers, in the order of the file, at least one; names are unique in the cluster.
    package var nodes: [PostgresNodeSettings]

    /// A cluster of these nodes.
    package init(conninfo: String = "", nodes: [PostgresNodeSettings]) {
        self.conninfo = conninfo
        self.nodes = nodes
    }
}
