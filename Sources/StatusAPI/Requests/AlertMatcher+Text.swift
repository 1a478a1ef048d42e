package import Alerting

extension AlertMatcher {
    /// Which alerts are meant, for people: `PostgresReplicationLag of orders/db-b`, `all of orders`, `everything`.
    package var text: String {
        let place =
            cluster == nil && node == nil ? nil : [cluster ?? "*", node].compactMap(\.self).joined(separator: "/")
        let name = alert == "*" ? nil : alert
        guard let place else { return name ?? "everything" }
        return "\(name ?? "all") of \(place)"
    }
}
