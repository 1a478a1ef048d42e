/// The query of `GET /api/v1/alerts`.
package struct AlertsQuery: Hashable, Sendable {
    /// Whether alerts that ended lately are listed too (`all=true`).
    package var includesResolved: Bool

    /// Throws everything that is wrong with the fields.
    package init(_ fields: [(name: String, value: String)]) throws(RequestProblems) {
        var fields = QueryFields(fields, names: ["all"])
        includesResolved = fields.value("all", "true or false") { Bool($0) } ?? false
        try fields.finish()
    }
}
