/// Why a configuration was refused: every problem of the file, in the order of the file, at least one.
package struct ConfigurationProblems: Error, Hashable, Sendable, CustomStringConvertible {
    /// The problems, sorted by line and column.
    package let problems: [ConfigurationProblem]

    /// These problems, sorted; a problem that an alias repeats is kept once.
    package init(_ problems: [ConfigurationProblem]) {
        var seen: Set<ConfigurationProblem> = []
        self.problems = problems.filter { seen.insert($0).inserted }.sorted {
            ($0.line, $0.column) < ($1.line, $1.column)
        }
    }

    /// One problem per line.
    package var description: String { problems.map(\.description).joined(separator: "\n") }
}
