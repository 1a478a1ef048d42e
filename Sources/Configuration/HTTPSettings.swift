/// `http:` in the configuration: the read-only server of metrics, status and health checks.
package struct HTTPSettings: Hashable, Sendable {
    /// Addresses to listen on; none turns the server off.
    package var listen: [ListenSpec]

    /// A server on these addresses; by default on 127.0.0.1:8642, which only this machine reaches.
    package init(listen: [ListenSpec] = [ListenSpec(host: "127.0.0.1", port: 8642)]) {
        self.listen = listen
    }
}
