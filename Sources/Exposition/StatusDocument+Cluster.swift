extension StatusDocument {
    /// The document of one cluster: its verdict is the document's, its alerts are the only ones.
    public func only(_ name: String?) -> StatusDocument {
        var document = self
        document.clusters = clusters.filter { $0.name == name }
        document.alerts = alerts.filter { $0.cluster == name }
        document.verdict = document.clusters.first?.verdict ?? verdict
        return document
    }
}
