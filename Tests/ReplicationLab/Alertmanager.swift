import FoundationEssentials
import Glibc
import HTTP

/// A real Alertmanager (Debian's prometheus-alertmanager), alone or one of a cluster.
package final class Alertmanager: Sendable {
    /// Its name in the lab.
    package let name: String
    /// The port of its API.
    package var port: Int { web.number }
    /// Its URL, with the path prefix when it has one.
    package var url: String { "\(scheme)://127.0.0.1:\(port)\(prefix)" }

    private let web: Port
    private let gossip: Port
    private let scheme: String
    private let prefix: String
    private let process: ServerProcess

    /// Starts one with this configuration (YAML), whose API is up when this returns.
    ///
    /// `web` is its web configuration (TLS, basic authentication), as https://prometheus.io/docs/alerting/latest/https/
    /// describes it. `prefix` is the path before its own.
    package convenience init(
        name: String = "alertmanager", configuration: String, web: String? = nil, prefix: String = "", in lab: Lab
    ) throws {
        try self.init(name, configuration: configuration, peers: nil, web, prefix, lab)
    }

    /// Starts two that gossip, so that one of them sends each notification; they are connected when this returns.
    package static func pair(configuration: String, in lab: Lab) async throws -> [Alertmanager] {
        let first = try Alertmanager("alertmanager-1", configuration: configuration, peers: [], nil, "", lab)
        let second = try Alertmanager(
            "alertmanager-2", configuration: configuration, peers: [first.gossip.number], nil, "", lab)
        for alertmanager in [first, second] {
            try await waitUntil("\(alertmanager.name) to know its peer") {
                let cluster = try await alertmanager.get(Status.self, "status").cluster
                return cluster.status == "ready" && cluster.peers?.count == 2
            }
        }
        return [first, second]
    }

    private struct Status: Decodable {
        var cluster: Cluster

        struct Cluster: Decodable {
            var status: String
            var peers: [Peer]?
        }

        struct Peer: Decodable {}
    }

    private init(
        _ name: String, configuration: String, peers: [Int]?, _ webConfiguration: String?, _ prefix: String, _ lab: Lab
    ) throws {
        (web, gossip) = (try Port(), try Port())
        (self.name, self.prefix) = (name, prefix)
        scheme = webConfiguration?.contains("tls_server_config") == true ? "https" : "http"
        let directory = "\(lab.directory)/\(name)"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        try FileText.write(configuration, toFile: "\(directory)/alertmanager.yml")
        var command = [
            "prometheus-alertmanager", "--config.file=alertmanager.yml", "--storage.path=data",
            "--web.listen-address=127.0.0.1:\(web.number)",
            "--web.external-url=http://127.0.0.1:\(web.number)\(prefix)",
        ]
        if let peers {
            // The second waits for this time before it sends a notification that the first has not sent by then. A
            // change in that time makes it send the old state (alertmanager#4008), so this is much less than the
            // interval between two flushes.
            command += [
                "--cluster.listen-address=127.0.0.1:\(gossip.number)", "--cluster.peer-timeout=300ms",
                "--cluster.gossip-interval=50ms", "--cluster.settle-timeout=2s",
            ]
            command += peers.map { "--cluster.peer=127.0.0.1:\($0)" }
        } else {
            command.append("--cluster.listen-address=")
        }
        if let webConfiguration {
            try FileText.write(webConfiguration, toFile: "\(directory)/web.yml")
            command.append("--web.config.file=web.yml")
        }
        process = ServerProcess(
            name: name, launch: Launch(command: command, directory: directory), log: "\(lab.directory)/\(name).log",
            in: lab)
        try start()
    }

    /// Starts it again, with its stored state; ready when this returns.
    package func start() throws {
        try process.start()
        try process.waitUntilReady { try Loopback.answers(at: port) }
    }

    /// Waits until every notification that it has sent is in its notification log: it writes there after the receiver has
    /// replied, and an Alertmanager that ends in between forgets that it sent it, and later sends no "resolved".
    ///
    /// It reads the log at each flush of a group, and flushes a group only once the flush before is logged.
    package func waitUntilNotificationsAreLogged() async throws {
        let before = try await notificationLogQueries()
        let groups = try await alerts().count
        try await waitUntil("\(name) to log what it has sent") {
            try await notificationLogQueries() > before + Double(groups)
        }
    }

    private func notificationLogQueries() async throws -> Double {
        let response = try await HTTPClient.send(
            "GET", "\(prefix)/metrics", to: .tcp(host: "127.0.0.1", port: port), timeout: .seconds(5))
        let name = "alertmanager_nflog_queries_total "
        let line = String(decoding: response.body, as: UTF8.self).split(separator: "\n").first { $0.hasPrefix(name) }
        guard let line, let count = Double(line.dropFirst(name.count)) else {
            throw LabError("\(self.name) has no metric \(name)")
        }
        return count
    }

    /// SIGTERM: it keeps its alerts and its notification log.
    package func stop() throws {
        try process.stop(SIGTERM)
    }

    /// SIGKILL: state that it had not written yet is lost.
    package func kill() throws {
        try process.kill()
    }

    /// The alerts that it holds as firing, by its API.
    package func alerts() async throws -> [WebhookAlert] {
        try await get([WebhookAlert].self, "alerts")
    }

    private func get<Answer: Decodable>(_ type: Answer.Type, _ path: String) async throws -> Answer {
        let response = try await HTTPClient.send(
            "GET", "\(prefix)/api/v2/\(path)", to: .tcp(host: "127.0.0.1", port: port), timeout: .seconds(5))
        guard response.status == 200 else { throw LabError("\(name) answers with status \(response.status)") }
        return try JSONDecoder().decode(type, from: Data(response.body))
    }
}
