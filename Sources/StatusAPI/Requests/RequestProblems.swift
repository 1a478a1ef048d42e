/// Why a request cannot be done as it was sent: everything that is wrong with it.
package struct RequestProblems: Error, Hashable, Sendable {
    /// A line each; never empty.
    package var lines: [String]

    package init(_ lines: [String]) {
        self.lines = lines
    }
}

/// The reply of an endpoint, with status 400, 404 or 422, to a request that it cannot carry out.
package struct ErrorReply: JSONDocument, Hashable {
    /// The schema's version: 1.
    package var version = 1
    /// `error`.
    package var status = "error"
    /// Everything that is wrong, a line each.
    package var problems: [String]

    package init(problems: [String]) {
        self.problems = problems
    }
}

extension ErrorReply {
    package enum CodingKeys: String, CodingKey, CaseIterable {
        case problems
        case status
        case version
    }

    package func write(_ key: CodingKeys, to json: inout JSONWriter) {
        switch key {
        case .problems: json.write(problems)
        case .status: json.write(status)
        case .version: json.write(version)
        }
    }
}
