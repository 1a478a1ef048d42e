/// One thing that is wrong with a configuration file, and where.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named to the loader.
    package var file: String
    /// Line, from 1.
    package var line: Int
    /// Column in Unicode scalars, from 1.
    package var column: Int
    /// What is wrong and what to write instead, in one line, without any secret.
    package var message: String
    /// The known word nearest to an unknown one.
    package var suggestion: String?

    /// A problem at this place.
    package init(file: String, line: Int, column: Int, message: String, suggestion: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }

    /// `file:line:column: message`, the form that editors and terminals make a link of.
    package var description: String {
        let hint = suggestion.map { " (did you mean `\($0)`?)" } ?? ""
        return "\(file):\(line):\(column): \(message)\(hint)"
    }
}
