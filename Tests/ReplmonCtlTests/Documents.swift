import StatusAPI

/// Documents as the daemon sends them.
enum Documents {
    static func status(verdict: String, clusters: [String], alerts: [String] = []) throws -> StatusDocument {
        try StatusDocument(json: json(verdict: verdict, clusters: clusters, alerts: alerts))
    }

    static func json(verdict: String, clusters: [String], alerts: [String] = []) -> [UInt8] {
        Array(
            """
            {"version":1,"generated_at":"2026-01-02T03:04:05.678Z","verdict":"\(verdict)",
             "clusters":[\(clusters.joined(separator: ","))],"alerts":[\(alerts.joined(separator: ","))]}
            """.utf8)
    }

    static func cluster(
        _ name: String, kind: String = "postgresql", verdict: String = "ok",
        summary: String = "2 nodes answer, 1 links live", nodes: [String] = [], links: [String] = [],
        findings: [String] = [], unknowns: [String] = []
    ) -> String {
        """
        {"name":"\(name)","kind":"\(kind)","verdict":"\(verdict)","summary":"\(summary)",
         "nodes":[\(nodes.joined(separator: ","))],"links":[\(links.joined(separator: ","))],
         "findings":[\(findings.joined(separator: ","))],"unknowns":[\(unknowns.joined(separator: ","))]}
        """
    }

    /// A node that answers; `more` is further members of its object, each with a leading comma.
    static func node(_ name: String, role: String, more: String = "") -> String {
        """
        {"name":"\(name)","role":"\(role)","reachable":true,"observed_age_seconds":0.8,"reach":"377","reach_polls":8,
         "details":{}\(more)}
        """
    }

    static func follower(
        _ name: String, of upstream: String, role: String = "standby", seconds: Double = 0, bytes: Int? = 0
    ) -> String {
        node(
            name, role: role,
            more: """
                ,"upstream":"\(upstream)","lag_seconds":\(seconds),"lag_bytes":\(bytes.map(String.init) ?? "null")
                """)
    }

    static func silent(_ name: String, failure: String, reason: String) -> String {
        """
        {"name":"\(name)","role":"unknown","last_role":"standby","reachable":false,"observed_age_seconds":185,
         "failure":"\(failure)","reach":"300","reach_polls":8,"lag_unknown_reason":"\(reason)","details":{}}
        """
    }

    static func link(_ downstream: String, state: String = "streaming") -> String {
        """
        {"upstream":"db-a","downstream":"\(downstream)","state":"\(state)","evidence":{}}
        """
    }

    static func finding(_ alert: String, severity: String, summary: String) -> String {
        """
        {"alert":"\(alert)","severity":"\(severity)","summary":"\(summary)","evidence":{}}
        """
    }

    static func alert(
        _ name: String, state: String = "firing", cluster: String?, node: String? = nil, summary: String = "",
        more: String = ""
    ) -> String {
        """
        {"name":"\(name)","severity":"critical","state":"\(state)","active_at":"2026-01-02T03:01:05.000Z",
         "cluster":\(cluster.map { "\"\($0)\"" } ?? "null"),"node":\(node.map { "\"\($0)\"" } ?? "null"),
         "silenced":false,"summary":"\(summary)","evidence":{}\(more)}
        """
    }
}
