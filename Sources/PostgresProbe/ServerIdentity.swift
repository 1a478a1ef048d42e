import ReplicationCore

/// Checks that all addresses of a node lead to one server: readings of two servers would be mixed unnoticed.
///
/// At the same address another server is one that restarted or was rebuilt. At another address it is refused when it
/// belongs to another system, or did not start after all that were seen before, as a restarted one would have. The
/// refusal ends: once only this server has answered a few times in a row, it is the node's server.
struct ServerIdentity {
    /// How often in a row another server answers before it is accepted.
    static let enough = 3

    private var known: Server?
    private var latestStart: WallInstant?
    private var rival: Server?
    private var rivalAnswers = 0

    private struct Server: Hashable {
        var system: UInt64
        var startedAt: WallInstant?
        var address: String
    }

    /// Records the server that answered at an address: the system identifier (`pg_control_system()`) and the start
    /// (`pg_postmaster_start_time()`).
    /// - Throws: `.server` while two servers answer in turn.
    mutating func check(_ system: UInt64?, startedAt: WallInstant?, at address: String) throws(ProbeFailure) {
        guard let system else { return }
        let server = Server(system: system, startedAt: startedAt, address: address)
        guard let known, isAnother(server, than: known) else { return take(server) }
        rivalAnswers = server == rival ? rivalAnswers + 1 : 1
        rival = server
        if rivalAnswers >= Self.enough { return take(server) }
        throw Self.refusal(of: server, known)
    }

    private func isAnother(_ server: Server, than known: Server) -> Bool {
        if server.address == known.address { return false }
        if server.system != known.system { return true }
        guard let start = server.startedAt, let latestStart, start != known.startedAt else { return false }
        return start <= latestStart
    }

    private mutating func take(_ server: Server) {
        if server.system != known?.system { latestStart = nil }
        latestStart = [latestStart, server.startedAt].compactMap(\.self).max()
        known = server
        rival = nil
    }

    private static func refusal(of server: Server, _ known: Server) -> ProbeFailure {
        let prefix = "the addresses of this node lead to different servers: "
        if server.system != known.system {
            return .server(
                code: "system_identifier",
                message: prefix + "\(server.address) is system \(server.system), "
                    + "\(known.address) was system \(known.system)")
        }
        return .server(
            code: "different_servers",
            message: prefix + "the one at \(server.address) has run since \(shown(server.startedAt)), "
                + "the one at \(known.address) since \(shown(known.startedAt))")
    }

    private static func shown(_ start: WallInstant?) -> String {
        start?.description ?? "an unknown time"
    }
}
