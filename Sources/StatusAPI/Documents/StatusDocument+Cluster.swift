extension StatusDocument {
    /// The document of one cluster: its verdict is the document's, its alerts are the only ones.
    package func only(_ name: String?) -> StatusDocument {
        var document = self
        document.clusters = clusters.filter { $0.name == name }
        document.alerts = alerts.filter { $0.cluster == name }
        document.verdict = document.clusters.first?.verdict ?? verdict
        return document
    }

    /// The document with nothing but the alerts of one name, and what is not known of them.
    package func only(alert name: String) -> StatusDocument {
        var document = self
        document.alerts = alerts.filter { $0.name == name }
        document.clusters = clusters.map { cluster in
            var cluster = cluster
            cluster.findings = cluster.findings.filter { $0.alert == name }
            cluster.unknowns = cluster.unknowns.filter { $0.alert == name }
            return cluster
        }
        return document
    }
}
