import ReplicationCore
import Yams

extension ConfigurationReader {
    /// `alertmanagers:` and the other keys about notification.
    mutating func readNotification(_ top: Section, into configuration: inout Configuration) {
        var lines: [ServiceURL: Int] = [:]
        configuration.alertmanagers = optionalList("alertmanagers", in: top, of: "Alertmanager").compactMap {
            alertmanager($0, lines: &lines)
        }
        configuration.pair = value("pair", in: top, TextRule.flag)?.value ?? configuration.pair
        configuration.observer = value("observer", in: top, TextRule.name)?.value
        configuration.externalURL = value("external_url", in: top, ServiceURL.init(parsing:))?.value
    }

    private mutating func alertmanager(_ node: Node, lines: inout [ServiceURL: Int]) -> AlertmanagerSettings? {
        let keys = [
            "url", "username", "password_file", "password", "bearer_token_file", "bearer_token", "ca_file", "timeout",
        ]
        guard let section = section(node, "an Alertmanager", keys: keys) else { return nil }
        let url = required("url", in: section, Self.alertmanagerURL)
        if let url {
            if let first = lines[url.value] {
                report(url.position, "`url`: \(url.value) is listed twice; the first is on line \(first)")
            } else {
                lines[url.value] = url.position.line
            }
        }
        let authorization = authorization(section)
        let caFile = value("ca_file", in: section, surroundings.authoritiesPath)
        if let file = section["ca_file"], url?.value.isSecure == false {
            report(file.key, "`ca_file` has no effect with http://; write https:// or leave it out")
        }
        let timeout = duration("timeout", in: section, .milliseconds(100) ... .seconds(60))
        return url.map {
            AlertmanagerSettings(
                url: $0.value, authorization: authorization, caFile: caFile?.value,
                timeout: timeout?.value ?? .seconds(10))
        }
    }

    private static func alertmanagerURL(_ text: String) throws(Refusal) -> ServiceURL {
        let url = try ServiceURL(parsing: text)
        guard !url.prefix.contains("/api/v") else {
            throw Refusal("ends in a path of the API; leave it out, replmon adds /api/v2/alerts itself")
        }
        return url
    }

    private mutating func authorization(_ section: Section) -> AlertmanagerSettings.Authorization {
        for (key, file) in [("password", "password_file"), ("bearer_token", "bearer_token_file")] {
            guard let inline = section[key] else { continue }
            report(inline.key, "`\(key)` does not belong in this file; put it in a file and name that, `\(file)`")
        }
        let username = value("username", in: section, Self.username)
        let password = value("password_file", in: section, surroundings.secretPath)
        let token = value("bearer_token_file", in: section, surroundings.tokenPath)
        if let user = section["username"], section["password_file"] == nil, section["password"] == nil {
            report(user.key, "`username` without `password_file`; name the file that holds the password")
        }
        if let file = section["password_file"], section["username"] == nil {
            report(file.key, "`password_file` without `username`; say whose password it is")
        }
        if let bearer = section["bearer_token_file"], section["username"] ?? section["password_file"] != nil {
            report(bearer.key, "`bearer_token_file` and `username` are two ways to prove who asks; keep one of them")
        }
        if let token { return .bearer(tokenFile: token.value) }
        guard let username, let password else { return .none }
        return .basic(username: username.value, passwordFile: password.value)
    }

    /// The colon ends the name in a basic authorization (RFC 7617, section 2).
    private static func username(_ text: String) throws(Refusal) -> String {
        guard !text.contains(":") else { throw Refusal("may not hold a colon") }
        return try TextRule.text(text)
    }
}
