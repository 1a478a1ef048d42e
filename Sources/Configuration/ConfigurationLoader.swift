import Glibc

/// Makes a ``Configuration`` from a file's text, or returns every problem of the text.
package enum ConfigurationLoader {
    /// Reads a configuration from its text. The same text, environment and files always give the same result.
    ///
    /// - Parameters:
    ///   - text: the YAML text.
    ///   - file: the name to show in problems.
    ///   - environment: the variables, for `${CREDENTIALS_DIRECTORY}`; an empty value counts as unset.
    ///   - readFile: returns the text of a file that the configuration names; its error is shown as the reason.
    package static func load(
        text: String, file: String, environment: [String: String], readFile: @escaping (String) throws -> String
    ) -> Result<Configuration, ConfigurationProblems> {
        do {
            let document = try YAMLDocument(parsing: text)
            var reader = ConfigurationReader(
                file: file, document: document,
                surroundings: Surroundings(environment: environment, readFile: readFile))
            let configuration = reader.configuration()
            return reader.problems.isEmpty ? .success(configuration) : .failure(.init(reader.problems))
        } catch {
            return .failure(error.position.problem(in: file, error.message))
        }
    }

    /// Reads a configuration from a UTF-8 file of at most 1 MiB, and the password files that it names;
    /// `${CREDENTIALS_DIRECTORY}` comes from the process's environment.
    package static func load(path: String) -> Result<Configuration, ConfigurationProblems> {
        let variable = "CREDENTIALS_DIRECTORY"
        let environment = unsafe getenv(variable).map { [variable: unsafe String(cString: $0)] } ?? [:]
        do {
            let text = try TextFile.text(of: path)
            return load(text: text, file: path, environment: environment, readFile: TextFile.text(of:))
        } catch {
            return .failure(Position.start.problem(in: path, "cannot read the configuration: \(error)"))
        }
    }
}

extension Position {
    fileprivate func problem(in file: String, _ message: String) -> ConfigurationProblems {
        ConfigurationProblems([ConfigurationProblem(file: file, line: line, column: column, message: message)])
    }
}
