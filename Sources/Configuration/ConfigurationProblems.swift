/// Why a configuration was refused: every problem of the file, in the order of the file, at least one.
public struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, sorted by line and column.
    public let problems: [ConfigurationProblem]

    /// These problems, sorted; what an alias makes appear several times is kept once.
    public init(_ problems: [ConfigurationProblem]) {
        var seen: Set<ConfigurationProblem> = []
        self.problems = problems.filter { seen.insert($0).inserted }.sorted {
            ($0.line, $0.column) < ($1.line, $1.column)
        }
    }

    /// One problem per line.
    public var description: String { problems.map(\.description).joined(separator: "\n") }
}
