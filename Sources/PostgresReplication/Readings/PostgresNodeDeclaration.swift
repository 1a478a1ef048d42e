internal import ReplicationCore

/// One PostgreSQL node as the configuration declares it.
package struct PostgresNodeDeclaration: Hashable, Sendable {
    package var name: String
    /// Host and port as replmon connects to them, to recognise the node in another node's `sender_host`.
    package var addresses: [Address]
    /// The node it is meant to follow; `nil` when not declared. The one node without it is the root: to follow the root
    /// means to follow the primary, whichever node that is after a failover. Where several nodes have none, and for every
    /// other node, it means just the node it names.
    package var upstream: String?
    /// The declared `recovery_min_apply_delay`.
    package var applyDelay: Duration?
    /// Whether it is meant to be a synchronous standby; `nil` when not declared.
    package var synchronous: Bool?

    /// One host and port.
    package struct Address: Hashable, Sendable {
        package var host: String
        package var port: Int32

        package init(host: String, port: Int32) {
            self.host = host
            self.port = port
        }
    }

    package init(
        name: String, addresses: [Address] = [], upstream: String? = nil, applyDelay: Duration? = nil,
        synchronous: Bool? = nil
    ) {
        self.name = name
        self.addresses = addresses
        self.upstream = upstream
        self.applyDelay = applyDelay
        self.synchronous = synchronous
    }
}
