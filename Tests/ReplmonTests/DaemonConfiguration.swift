/// A `replmon.yml` for a lab: quick polls, and alerts that fire after a second.
struct DaemonConfiguration {
    var pollInterval = "500ms"
    var probeTimeout = "500ms"
    var clusters: [ClusterEntry]
    /// The URLs of those that are told.
    var alertmanagers: [String] = []
    /// Whether another daemon watches the same clusters.
    var pair = false
    /// What it calls itself; `nil` for the host's name.
    var observer: String?

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
        \(notification)clusters:

        """ + clusters.map(\.text).joined()
    }

    private var notification: String {
        let list = alertmanagers.map { "  - url: \($0)\n" }.joined()
        return (list.isEmpty ? "" : "alertmanagers:\n\(list)") + (pair ? "pair: true\n" : "")
            + (observer.map { "observer: \($0)\n" } ?? "")
    }
}
