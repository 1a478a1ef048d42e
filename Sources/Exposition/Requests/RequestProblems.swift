/// Why a request cannot be done as it was sent: everything that is wrong with it.
public struct RequestProblems: Error, Hashable, Sendable {
    /// A line each; never empty.
    public var lines: [String]

    public init(_ lines: [String]) {
        self.lines = lines
    }
}

/// What an endpoint says, with status 400, 404 or 422, when it cannot do as it was asked.
public struct ErrorReply: JSONDocument, Hashable {
    /// The schema's version: 1.
    public var version = 1
    /// `error`.
    public var status = "error"
    /// What is wrong, a line each.
    public var problems: [String]

    public init(problems: [String]) {
        self.problems = problems
    }
}
