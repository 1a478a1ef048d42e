import FoundationEssentials
import HTTP
import Synchronization

/// A webhook receiver that records every notification of an Alertmanager.
package final class WebhookReceiver: Sendable {
    /// One notification, as https://prometheus.io/docs/alerting/latest/configuration/#webhook_config describes it.
    package struct Notification: Sendable, Decodable {
        /// `firing` while any of its alerts fires, else `resolved`.
        package var status: String
        /// The receiver of the routing tree.
        package var receiver: String
        package var groupLabels: [String: String]
        package var alerts: [WebhookAlert]
        /// When it arrived.
        package var receivedAt: ContinuousClock.Instant = .now

        private enum CodingKeys: CodingKey {
            case status, receiver, groupLabels, alerts
        }

        /// In one line: `firing: PostgresNodeDown[critical] firing, PostgresNoPrimary[critical] resolved`.
        package var line: String {
            "\(status): "
                + alerts.map { "\($0.name)[\($0.labels["severity"] ?? "")] \($0.status ?? "")" }
                .sorted().joined(separator: ", ")
        }
    }

    private let server = HTTPServer()
    private let received = Mutex<[Notification]>([])
    private let port = Mutex(0)

    /// A receiver on a free port of 127.0.0.1; ends with the lab.
    package init(in lab: Lab) async throws {
        var limits = Limits.controlSocket
        limits.bodyBytes = 16 << 20
        let address = ListenAddress.tcp(host: "127.0.0.1", port: 0)
        let bound = try await server.listen(on: address, limits: limits) { [weak self] request in
            self?.record(request.body) ?? .text(503, "ended")
        }
        port.withLock { $0 = bound.port ?? 0 }
        let server = server
        lab.atEnd { Task { await server.shutdown(within: .zero) } }
    }

    /// The URL for `webhook_configs`.
    package var url: String { "http://127.0.0.1:\(port.withLock { $0 })/" }

    /// All notifications, oldest first.
    package var notifications: [Notification] { received.withLock { $0 } }

    /// One line for each notification, oldest first.
    package var lines: [String] { notifications.map(\.line) }

    /// An Alertmanager configuration that sends every alert here: at once, separately, and also when it is resolved.
    package func configuration(groupBy: String = "'...'", groupInterval: String = "1s") -> String {
        """
        route:
          receiver: people
          group_by: [\(groupBy)]
          group_wait: 100ms
          group_interval: \(groupInterval)
          repeat_interval: 1h
          routes:
            - matchers: [alertname="ReplmonWatchdog"]
              receiver: nobody
        receivers:
          - name: nobody
          - name: people
            webhook_configs:
              - url: \(url)
                send_resolved: true

        """
    }

    private func record(_ body: [UInt8]) -> HTTPResponse {
        do {
            let notification = try JSONDecoder().decode(Notification.self, from: Data(body))
            received.withLock { $0.append(notification) }
            return .text(200, "noted")
        } catch {
            return .text(400, "\(error)")
        }
    }
}

/// One alert in a notification, or in Alertmanager's list of them.
package struct WebhookAlert: Sendable, Decodable {
    /// `firing` or `resolved` in a notification; Alertmanager's list has an object here, which is left out.
    package var status: String?
    package var labels: [String: String]
    package var annotations: [String: String]
    /// RFC 3339.
    package var startsAt: String
    /// RFC 3339.
    package var endsAt: String

    /// The alert's name.
    package var name: String { labels["alertname"] ?? "" }

    private enum CodingKeys: CodingKey {
        case status, labels, annotations, startsAt, endsAt
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        status = try? container.decode(String.self, forKey: .status)
        labels = try container.decode([String: String].self, forKey: .labels)
        annotations = try container.decode([String: String].self, forKey: .annotations)
        startsAt = try container.decode(String.self, forKey: .startsAt)
        endsAt = try container.decode(String.self, forKey: .endsAt)
    }
}
