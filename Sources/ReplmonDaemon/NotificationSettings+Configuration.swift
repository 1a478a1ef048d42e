internal import Configuration
internal import Glibc
internal import HTTP
internal import Notification

extension NotificationSettings {
    /// The notification settings of a configuration; `hostName` is the observer if it names none.
    init(_ configuration: Configuration, hostName: String = Self.hostName) {
        self.init(
            targets: configuration.alertmanagers.map(AlertmanagerTarget.init),
            observer: configuration.observer ?? hostName, pair: configuration.pair,
            externalURL: configuration.externalURL?.description)
    }

    /// The name of this machine, as gethostname(2) has it; `replmon` if it has none.
    static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard unsafe gethostname(&name, name.count - 1) == 0, name.first != 0 else { return "replmon" }
        return String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension AlertmanagerTarget {
    init(_ settings: AlertmanagerSettings) {
        let url = settings.url
        self.init(
            url: url.description,
            endpoint: url.isSecure
                ? .tls(host: url.host, port: url.port, authorities: settings.caFile)
                : .tcp(host: url.host, port: url.port),
            prefix: url.prefix, authorization: Authorization(settings.authorization), timeout: settings.timeout)
    }
}

extension AlertmanagerTarget.Authorization {
    fileprivate init(_ settings: AlertmanagerSettings.Authorization) {
        switch settings {
        case .none: self = .none
        case .basic(let username, let file): self = .basic(username: username, passwordFile: file)
        case .bearer(let file): self = .bearer(tokenFile: file)
        }
    }
}
