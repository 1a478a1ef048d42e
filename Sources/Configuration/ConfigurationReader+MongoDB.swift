import Alerting
import ReplicationCore

extension ConfigurationReader {
    /// `mongodb:` of a cluster.
    mutating func mongodb(_ cluster: Section, alerts: [AlertName: AlertOverride]) -> MongoClusterSettings? {
        let keys = ["uri", "username", "password_file", "password", "members"]
        guard let section = section("mongodb", in: cluster, keys: keys) else { return nil }
        let uri = required("uri", in: section, MongoURI.checked)
        let username = value("username", in: section, TextRule.text)
        let password = value("password_file", in: section, surroundings.password(inFile:))
        checkCredentials(section, uri: uri?.value)
        let members = members(section, alerts: alerts)
        return uri.map {
            MongoClusterSettings(
                uri: $0.value, username: username?.value, password: password?.value, memberAlerts: members)
        }
    }

    /// `members:`, by the name that each has in the replica set's configuration.
    private mutating func members(
        _ section: Section, alerts: [AlertName: AlertOverride]
    ) -> [String: [AlertName: AlertOverride]] {
        guard let members = self.section("members", in: section, keys: nil, noun: "member") else { return [:] }
        var settings: [String: [AlertName: AlertOverride]] = [:]
        for name in members.keys {
            guard let entry = members[name] else { continue }
            do {
                _ = try ListenSpec(parsing: name)
            } catch {
                report(entry.key, "`members`: \(error.reason)")
            }
            guard let member = self.section(entry.value, "`\(name)`", keys: ["alerts"]) else { continue }
            settings[name] = nodeAlerts(member, of: .mongodb, over: alerts)
        }
        return settings
    }

    /// `username` and `password_file` come together, except where the URI names another authentication mechanism.
    private mutating func checkCredentials(_ section: Section, uri: String?) {
        if let inline = section["password"] {
            report(
                inline.key, "`password` does not belong in this file; put it in a file and name that, `password_file`")
        }
        if let file = section["password_file"], section["username"] == nil {
            report(file.key, "`password_file` without `username`; say whose password it is")
        }
        let otherProof = uri?.lowercased().contains("authmechanism=") ?? true
        if let username = section["username"], section["password_file"] == nil, section["password"] == nil, !otherProof
        {
            report(username.key, "`username` without `password_file`; name the file that holds the password")
        }
    }
}
