/// The inputs of a configuration besides its own text: one variable, and files with passwords.
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

    /// As ``conninfo(_:)``, of a node, which must not be empty.
    func nodeConninfo(_ text: String) throws(Refusal) -> String {
        try conninfo(TextRule.text(text))
    }

    /// The content of a file without the newline that editors add at its end.
    func password(inFile text: String) throws(Refusal) -> Secret {
        try SecretFile.secret(at: path(text), readFile: readFile)
    }

    /// The path of a file with a secret, which must be readable now and is read again for each use.
    func secretPath(_ text: String) throws(Refusal) -> String {
        let path = try path(text)
        _ = try SecretFile.secret(at: path, readFile: readFile)
        return path
    }

    /// As ``secretPath(_:)``, of a token, which must be valid in a header field.
    func tokenPath(_ text: String) throws(Refusal) -> String {
        let path = try path(text)
        let token = try SecretFile.secret(at: path, readFile: readFile)
        guard token.revealed.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw Refusal("\(path) holds a character that no token has")
        }
        return path
    }

    /// The path of a PEM file with at least one certificate.
    func authoritiesPath(_ text: String) throws(Refusal) -> String {
        let path = try path(text)
        guard try TextFile.text(of: path, by: readFile).contains("-----BEGIN CERTIFICATE-----") else {
            throw Refusal("\(path) holds no certificate in PEM form")
        }
        return path
    }

    private func path(_ text: String) throws(Refusal) -> String {
        try TextRule.path(expandingCredentialsDirectory(text))
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
