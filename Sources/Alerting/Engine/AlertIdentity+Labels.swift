internal import ReplicationCore

extension AlertIdentity {
    /// The labels of the alert wherever it appears: in Alertmanager, in the API, in metrics and, in capitals, in the
    /// journal's fields. An alert with another severity has other labels, and so is another alert for Alertmanager.
    ///
    /// `alertname` and `severity` are always present; `cluster`, `node`, `upstream` and `slot` where the alert is about
    /// one. A value of zero length stands for nothing in Prometheus' data model, so absent labels are left out.
    package func labels(severity: String) -> [String: String] {
        var labels = ["alertname": name.rawValue, "severity": severity]
        labels["cluster"] = cluster
        labels["node"] = subject.node
        labels["upstream"] = subject.upstream
        labels["slot"] = subject.slot
        return labels
    }
}

extension Alert {
    /// The labels of the alert at its present severity.
    package var labels: [String: String] { identity.labels(severity: severity.rawValue) }
}
