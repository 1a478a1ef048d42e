import ReplicationCore

@testable import Alerting

extension Alert {
    /// An alert that is firing and notified, unless `announced` is `nil`.
    static func notified(
        _ name: AlertName = .postgresNodeDown, cluster: String? = "orders", node: String? = "db-b",
        _ announced: Severity? = .critical, severity: Severity? = nil, firedAt: WallInstant = .start
    ) -> Alert {
        var alert = Alert(
            identity: AlertIdentity(name: name, cluster: cluster, subject: .init(node: node)),
            severity: severity ?? announced ?? .critical, state: .firing(Firing(firedAt: firedAt)), activeAt: firedAt,
            summary: "db-b does not answer", evidence: [Evidence("failure", "refused"), Evidence("failing_for", "12s")])
        alert.notified = announced.map { Notified(severity: $0) }
        return alert
    }

    /// The same alert, resolved and notified as such.
    func resolved(at instant: WallInstant) -> Alert {
        var alert = self
        alert.state = .resolved(
            Resolution(at: MonotonicInstant(nanoseconds: 0), firedAt: firedAt ?? activeAt, resolvedAt: instant))
        alert.notified = nil
        return alert
    }

    func with(_ change: (inout Alert) -> Void) -> Alert {
        var alert = self
        change(&alert)
        return alert
    }
}

extension WallInstant {
    /// 2026-01-02T03:04:05Z
    static let start = WallInstant(milliseconds: 1_767_323_045_000)

    func after(seconds: Int64) -> WallInstant {
        WallInstant(milliseconds: milliseconds + seconds * 1_000)
    }
}
