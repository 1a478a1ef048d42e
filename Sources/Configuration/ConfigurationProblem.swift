/// One problem of a configuration file, with its place.
package struct ConfigurationProblem: Hashable, Sendable, CustomStringConvertible {
    /// The file as it was named to the loader.
    package var file: String
    /// Line, from 1.
    package var line: Int
    /// Column in Unicode scalars, from 1.
    package var column: Int
    /// The mistake and its correction, in one line, without any secret.
    package var message: String
    /// The known key or name that is nearest to an unknown one.
    package var suggestion: String?

    /// A problem at this place.
    package init(file: String, line: Int, column: Int, message: String, suggestion: String? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.message = message
        self.suggestion = suggestion
    }

    /// `file:line:column: message`, which editors and terminals show as a link.
    package var description: String {
        let hint = suggestion.map { " (did you mean `\($0)`?)" } ?? ""
        return "\(file):\(line):\(column): \(message)\(hint)"
    }
}
