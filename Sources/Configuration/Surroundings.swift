/// What a configuration may refer to outside of its own text: one variable, and files with passwords.
struct Surroundings {
    let environment: [String: String]
    let readFile: (String) throws -> String

    /// The connection string, unless it holds a secret; `${CREDENTIALS_DIRECTORY}` is expanded in `passfile`.
    func conninfo(_ text: String) throws(Refusal) -> String {
        var string = try ConnectionString(parsing: text)
        try string.check()
        guard text.contains("${") else { return text }
        guard !string.isURI else {
            throw Refusal("variables are not expanded in a URI; write keyword=value pairs")
        }
        for (index, parameter) in string.parameters.enumerated() where parameter.value.contains("${") {
            guard parameter.keyword == "passfile" else {
                throw Refusal("variables are expanded in `passfile` only, not in `\(parameter.keyword)`")
            }
            string.parameters[index].value = try expandingCredentialsDirectory(parameter.value)
        }
        return string.text
    }

    /// As ``conninfo(_:)``, of a node, which must say something.
    func nodeConninfo(_ text: String) throws(Refusal) -> String {
        try conninfo(TextRule.text(text))
    }

    /// The content of a file without the newline that editors add at its end.
    func password(inFile text: String) throws(Refusal) -> Secret {
        let path = try TextRule.path(expandingCredentialsDirectory(text))
        var content: String
        do {
            content = try readFile(path)
        } catch {
            throw Refusal("cannot read \(path): \(error)")
        }
        if content.last == "\n" || content.last == "\r\n" { content.removeLast() }
        guard !content.isEmpty else { throw Refusal("\(path) is empty") }
        guard !content.utf8.contains(0) else { throw Refusal("\(path) holds a NUL character") }
        return Secret(content)
    }

    /// `${CREDENTIALS_DIRECTORY}`, at the start of a path, replaced by its value.
    private func expandingCredentialsDirectory(_ path: String) throws(Refusal) -> String {
        let variable = "${CREDENTIALS_DIRECTORY}"
        guard path.contains("${") else { return path }
        guard path.hasPrefix(variable), !path.dropFirst(variable.count).contains("${") else {
            throw Refusal("only \(variable), at the start, is expanded")
        }
        guard let directory = environment["CREDENTIALS_DIRECTORY"], !directory.isEmpty else {
            throw Refusal(
                "\(variable) is not set; systemd sets it for a service with LoadCredential=, "
                    + "elsewhere set it to the directory that holds the file")
        }
        return directory + path.dropFirst(variable.count)
    }
}
