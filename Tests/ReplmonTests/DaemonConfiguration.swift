/// A `replmon.yml` for a lab: quick polls, and alerts that fire after a second.
struct DaemonConfiguration {
    var pollInterval = "500ms"
    var probeTimeout = "500ms"
    var clusters: [ClusterEntry]

    /// The whole file; `folder` is for the daemon's own files.
    func text(port: Int, folder: String) -> String {
        """
        poll_interval: \(pollInterval)
        probe_timeout: \(probeTimeout)
        state_directory: \(folder)/state
        http:
          listen: 127.0.0.1:\(port)
        control:
          socket: \(folder)/control.sock
        clusters:

        """ + clusters.map(\.text).joined()
    }
}
