import ReplicationCore
import Yams

/// Reads a configuration from a YAML tree and collects every problem on the way.
struct ConfigurationReader {
    let file: String
    let document: YAMLDocument
    let surroundings: Surroundings
    private(set) var problems: [ConfigurationProblem] = []

    init(file: String, document: YAMLDocument, surroundings: Surroundings) {
        self.file = file
        self.document = document
        self.surroundings = surroundings
    }

    mutating func report(_ position: Position, _ message: String, suggestion: String? = nil) {
        problems.append(
            ConfigurationProblem(
                file: file, line: position.line, column: position.column, message: message, suggestion: suggestion))
    }

    /// The whole file; to be used only if no problem was reported.
    mutating func configuration() -> Configuration {
        var configuration = Configuration()
        guard let root = document.root else {
            report(.start, "the file is empty; it must at least say what to watch, under `clusters`")
            return configuration
        }
        let keys = [
            "poll_interval", "probe_timeout", "state_directory", "http", "control", "alertmanagers", "pair", "observer",
            "external_url", "clusters",
        ]
        guard let top = section(root, "the file", keys: keys) else { return configuration }
        readTimes(top, into: &configuration)
        if let directory = value("state_directory", in: top, TextRule.path) {
            configuration.stateDirectory = directory.value
        }
        if let http = section("http", in: top, keys: ["listen"]), let listen = http["listen"] {
            configuration.http.listen = addresses(listen.value)
        }
        if let control = section("control", in: top, keys: ["socket"]),
            let socket = value("socket", in: control, TextRule.socketPath)
        {
            configuration.control.socket = socket.value
        }
        readNotification(top, into: &configuration)
        configuration.clusters = clusters(top)
        return configuration
    }

    private mutating func readTimes(_ top: Section, into configuration: inout Configuration) {
        let interval = duration("poll_interval", in: top, .milliseconds(200) ... .seconds(3_600))
        let timeout = duration("probe_timeout", in: top, .milliseconds(100) ... .seconds(3_600))
        configuration.pollInterval = interval?.value ?? configuration.pollInterval
        configuration.probeTimeout = timeout?.value ?? min(configuration.probeTimeout, configuration.pollInterval)
        // A refused interval is not compared with the timeout.
        if let timeout, timeout.value > configuration.pollInterval, interval != nil || top["poll_interval"] == nil {
            report(
                timeout.position,
                "`probe_timeout` (\(timeout.value.text)) must not be longer than `poll_interval` "
                    + "(\(configuration.pollInterval.text)\(interval == nil ? ", the default" : ""))")
        }
    }

    /// One address, or a list of them that may be empty.
    private mutating func addresses(_ node: Node) -> [ListenSpec] {
        guard let items = node.sequence else {
            return value(node, of: "listen", ListenSpec.init(parsing:)).map { [$0.value] } ?? []
        }
        var addresses: [ListenSpec] = []
        for item in items {
            guard let address = value(item, of: "listen", ListenSpec.init(parsing:)) else { continue }
            if addresses.contains(address.value) {
                report(address.position, "`listen`: \(address.value) is listed twice")
            }
            addresses.append(address.value)
        }
        return addresses
    }
}
