import Alerting
import Configuration
import Foundation
import ReplicationCore
import Testing

struct ConfigurationLoaderTests {
    /// Each file of the folder Broken, without its extension.
    static let broken: [String] = brokenFiles().filter { $0.hasSuffix(".yml") }.map { String($0.dropLast(4)) }.sorted()

    @Test("A broken file is refused with exactly this text", arguments: broken)
    func refuses(name: String) throws {
        let folder = try #require(Bundle.module.url(forResource: "Broken", withExtension: nil))
        let text = try String(contentsOf: folder.appending(path: "\(name).yml"), encoding: .utf8)
        let expected = try String(contentsOf: folder.appending(path: "\(name).expected"), encoding: .utf8)
        let problems = try #require(self.problems(load(text, file: "\(name).yml")))
        #expect(problems.description + "\n" == expected)
        #expect(!problems.description.contains("hunter"))
        // Windows line ends move nothing.
        let carriageReturns = text.replacing("\n", with: "\r\n")
        #expect(try #require(self.problems(load(carriageReturns, file: "\(name).yml"))) == problems)
    }

    @Test func thereAreBrokenFiles() {
        #expect(Self.broken.count > 50)
    }

    @Test func everythingThatCanBeSaid() throws {
        let text = """
            poll_interval: 1m30s
            probe_timeout: 500ms
            state_directory: /srv/replmon
            http: { listen: ["0.0.0.0:80", "[::1]:8642", "localhost:65535"] }
            control: { socket: /run/r.sock }
            alertmanagers:
              - url: http://10.0.1.5:9093
              - url: HTTPS://alerts.example.org/am//
                username: replmon
                password_file: ${CREDENTIALS_DIRECTORY}/media
                ca_file: /etc/replmon/ca.pem
                timeout: 5s
              - { url: "https://[::1]:9094", bearer_token_file: /etc/replmon/secrets/media }
            pair: true
            observer: utility-a
            external_url: http://utility-a:8642/
            clusters:
              - name: orders
                postgresql:
                  conninfo: user=replmon passfile='${CREDENTIALS_DIRECTORY}/the orders'
                  nodes:
                    - name: db-a
                      conninfo: host=a
                      alerts: { PostgresReplicationLag: { warning: 20s, clear: 15s }, PostgresNodeDown: { for: 5s } }
                    - { name: db-b, conninfo: host=b port=5433, upstream: db-a, apply_delay: 1h, synchronous: false }
                    - { name: db-c, conninfo: postgresql://c:5432/postgres, upstream: db-b, synchronous: true }
                alerts:
                  PostgresReplicationLag: { warning: 5s, critical: 2m, clear: 3s, for: 1m, keep_firing_for: 10s }
                  PostgresNodeDown: { for: 0s }
              - name: media
                mongodb:
                  uri: mongodb://m1:27017,m2,[fe80::1%eth0]:27018/?replicaSet=rs0
                  username: replmon
                  password_file: ${CREDENTIALS_DIRECTORY}/media
                  members:
                    m2:27017: { alerts: { MongoReplicationLag: { critical: 5m } } }
            """
        let nodes = [
            PostgresNodeSettings(
                name: "db-a", conninfo: "host=a",
                alerts: [
                    .postgresReplicationLag: AlertOverride(warning: .seconds(20), clear: .seconds(15)),
                    .postgresNodeDown: AlertOverride(for: .seconds(5)),
                ]),
            PostgresNodeSettings(
                name: "db-b", conninfo: "host=b port=5433", upstream: "db-a", applyDelay: .seconds(3600),
                synchronous: false),
            PostgresNodeSettings(
                name: "db-c", conninfo: "postgresql://c:5432/postgres", upstream: "db-b", synchronous: true),
        ]
        let expected = Configuration(
            pollInterval: .seconds(90), probeTimeout: .milliseconds(500), stateDirectory: "/srv/replmon",
            http: HTTPSettings(listen: [
                ListenSpec(host: "0.0.0.0", port: 80), ListenSpec(host: "::1", port: 8642),
                ListenSpec(host: "localhost", port: 65535),
            ]),
            control: ControlSettings(socket: "/run/r.sock"),
            alertmanagers: [
                AlertmanagerSettings(url: ServiceURL(host: "10.0.1.5", port: 9093)),
                AlertmanagerSettings(
                    url: ServiceURL(isSecure: true, host: "alerts.example.org", port: 443, prefix: "/am"),
                    authorization: .basic(username: "replmon", passwordFile: "/run/cred/media"),
                    caFile: "/etc/replmon/ca.pem", timeout: .seconds(5)),
                AlertmanagerSettings(
                    url: ServiceURL(isSecure: true, host: "::1", port: 9094),
                    authorization: .bearer(tokenFile: "/etc/replmon/secrets/media")),
            ],
            pair: true, observer: "utility-a",
            externalURL: ServiceURL(host: "utility-a", port: 8642),
            clusters: [
                ClusterSettings(
                    name: "orders",
                    engine: .postgresql(
                        PostgresClusterSettings(conninfo: "user=replmon passfile='/run/cred/the orders'", nodes: nodes)),
                    alerts: [
                        .postgresReplicationLag: AlertOverride(
                            warning: .seconds(5), critical: .seconds(120), clear: .seconds(3), for: .seconds(60),
                            keepFiringFor: .seconds(10)),
                        .postgresNodeDown: AlertOverride(for: .zero),
                    ]),
                ClusterSettings(
                    name: "media",
                    engine: .mongodb(
                        MongoClusterSettings(
                            uri: "mongodb://m1:27017,m2,[fe80::1%eth0]:27018/?replicaSet=rs0", username: "replmon",
                            password: Secret("s3cret"),
                            memberAlerts: [
                                "m2:27017": [.mongoReplicationLag: AlertOverride(critical: .seconds(300))]
                            ]))),
            ])
        #expect(try load(text, environment: ["CREDENTIALS_DIRECTORY": "/run/cred"]).get() == expected)
    }

    @Test func whatIsNotSaidHasTheDocumentedDefault() throws {
        let configuration = try load(minimal()).get()
        #expect(configuration.pollInterval == .seconds(5))
        #expect(configuration.probeTimeout == .seconds(2))
        #expect(configuration.stateDirectory == "/var/lib/replmon")
        #expect(configuration.http.listen.map(\.description) == ["127.0.0.1:8642"])
        #expect(configuration.control.socket == "/run/replmon/control.sock")
        #expect(configuration.alertmanagers.isEmpty && !configuration.pair)
        #expect(configuration.observer == nil && configuration.externalURL == nil)
        #expect(configuration.clusters.map(\.alerts) == [[:]])
    }

    @Test func aShortPollIntervalShortensTheDefaultTimeout() throws {
        #expect(try load("poll_interval: 1s\n" + minimal()).get().probeTimeout == .seconds(1))
    }

    @Test func aRefusedValueMakesNoFurtherProblems() throws {
        let text =
            "poll_interval: 10\nprobe_timeout: 9s\n" + minimal()
            + "    alerts: { PostgresReplicationLag: { warning: 1, critical: 5s } }\n"
        #expect(problems(load(text))?.problems.map(\.line) == [1, 8])
    }

    @Test func anEmptyListOfAlertmanagersTellsNobody() throws {
        #expect(try load("alertmanagers: []\n" + minimal()).get().alertmanagers.isEmpty)
    }

    @Test func urlsAreShownWithTheirPort() throws {
        let text = "alertmanagers: [{ url: http://a }, { url: https://b/x/ }, { url: 'http://[::1]:1/' }]\n"
        let urls = try load(text + minimal()).get().alertmanagers.map(\.url.description)
        #expect(urls == ["http://a:80", "https://b:443/x", "http://[::1]:1"])
    }

    @Test func anEmptyListTurnsTheServerOff() throws {
        #expect(try load("http: { listen: [] }\n" + minimal()).get().http.listen == [])
    }

    @Test func anchorsAndAliasesWork() throws {
        let text = """
            clusters:
              - name: a
                postgresql: &servers
                  nodes: [{ name: db-a, conninfo: host=a }]
              - name: b
                postgresql: *servers
            """
        let configuration = try load(text).get()
        #expect(Set(configuration.clusters.map(\.engine)).count == 1)
    }

    @Test func aProblemSeenThroughAnAliasIsReportedOnce() throws {
        let text = """
            clusters:
              - name: a
                postgresql: &servers
                  nodes: [{ name: db-a, conninfo: host=a, prot: 1 }]
              - name: b
                postgresql: *servers
            """
        #expect(problems(load(text))?.problems.count == 1)
    }

    @Test func aKeyGivenThreeTimesIsReportedAtTheSecondAndThird() throws {
        let text = "poll_interval: 1s\n'poll_interval': 2s\npoll_interval: 3s\n" + minimal()
        #expect(problems(load(text))?.problems.map(\.line) == [2, 3])
    }

    @Test func aByteOrderMarkIsNoProblem() throws {
        #expect(throws: Never.self) { try load("\u{FEFF}poll_interval: 5s\n" + minimal()).get() }
    }

    @Test func x509UsersNeedNoPassword() throws {
        let text = """
            clusters:
              - name: media
                mongodb:
                  uri: mongodb://m1/?tls=true&authMechanism=MONGODB-X509
                  username: CN=replmon
            """
        #expect(throws: Never.self) { try load(text).get() }
    }

    @Test("A text that is near to no key gets no suggestion", arguments: ["tls", "x", "basic_auth_users"])
    func noSuggestion(key: String) throws {
        #expect(problems(load("\(key): 1\n" + minimal()))?.problems.map(\.suggestion) == [nil])
    }

    @Test func passwordsDoNotPrint() throws {
        let text = """
            clusters:
              - name: media
                mongodb: { uri: "mongodb://m1/", username: replmon, password_file: /etc/replmon/secrets/media }
            """
        let configuration = try load(text).get()
        guard case .mongodb(let settings) = configuration.clusters.first?.engine else {
            Issue.record("not a MongoDB cluster")
            return
        }
        #expect(settings.password?.revealed == "s3cret")
        var dumped = ""
        dump(configuration, to: &dumped)
        for printed in [dumped, "\(configuration)", String(reflecting: configuration)] {
            #expect(printed.contains("media"))
            #expect(!printed.contains("s3cret"))
        }
    }

    @Test func mutatedFilesNeverTrap() throws {
        let text = try String(contentsOf: Self.example, encoding: .utf8)
        let scalars = Array(text.unicodeScalars)
        let spice = Array("\u{0}\t\n\r :-,[]{}'\"&*!|>%@`#?~\\$é\u{FEFF}\u{2028}\u{E000}<=0".unicodeScalars)
        var random = SplitMix(state: 20_240_229)
        var refused = 0
        for _ in 0..<2_000 {
            var mutated = String.UnicodeScalarView(scalars)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let index = mutated.index(
                    mutated.startIndex, offsetBy: Int.random(in: 0..<scalars.count - 8, using: &random))
                let new = spice.randomElement(using: &random) ?? " "
                mutated.replaceSubrange(index...index, with: CollectionOfOne(new))
            }
            guard let problems = self.problems(load(String(mutated))) else { continue }
            refused += 1
            #expect(!problems.problems.isEmpty)
            #expect(problems.problems.allSatisfy { $0.line >= 1 && $0.column >= 1 && !$0.message.isEmpty })
        }
        #expect(refused > 100)
    }

    // MARK: The example

    /// config/replmon.yml of this package.
    static let example = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "config/replmon.yml")

    @Test func theExampleLoadsAsItIs() throws {
        let configuration = try load(String(contentsOf: Self.example, encoding: .utf8)).get()
        #expect(configuration.clusters.map(\.name) == ["orders", "media"])
    }

    @Test func theOptionsOfTheExampleAreTheDefaults() throws {
        let text = try String(contentsOf: Self.example, encoding: .utf8)
        // Options are commented out without a blank before the key, prose has one.
        let option = /( *)#( *[a-zA-Z_]+:.*)/
        let prose = /# [a-zA-Z]/
        let uncommented = try text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            guard let match = try option.wholeMatch(in: line), try prose.firstMatch(in: line) == nil else {
                return String(line)
            }
            return String(match.1 + match.2)
        }
        let all = uncommented.joined(separator: "\n")
        let configuration = try load(all, environment: ["CREDENTIALS_DIRECTORY": "/run/cred"]).get()
        var expected = try load(text).get()
        #expect(configuration.http == expected.http && configuration.control == expected.control)
        expected.clusters = configuration.clusters
        #expect(
            configuration.alertmanagers.map { "\($0)" } == [
                "\(AlertmanagerSettings(url: ServiceURL(host: "127.0.0.1", port: 9093)))"
            ])
        (expected.alertmanagers, expected.observer) = (configuration.alertmanagers, configuration.observer)
        expected.externalURL = configuration.externalURL
        #expect(configuration.observer != nil && configuration.externalURL != nil)
        #expect(configuration == expected)
        for cluster in configuration.clusters {
            for (name, override) in cluster.alerts {
                #expect(AlertCatalogue.row(for: name).applying(override) == AlertCatalogue.row(for: name))
            }
            #expect(cluster.alerts.count == 1)
        }
        #expect(all.split(separator: "\n").filter { $0.contains("password_file") && !$0.contains("#") }.count == 1)
    }

    // MARK: Files

    @Test func aFileIsReadWithThePasswordFilesItNames() throws {
        let folder = try TemporaryFolder()
        try folder.write("s3cret\n", to: "media")
        let text = """
            clusters:
              - name: media
                mongodb: { uri: "mongodb://m1/", username: replmon, password_file: \(folder.path)/media }
            """
        try folder.write(text, to: "replmon.yml")
        let configuration = try ConfigurationLoader.load(path: "\(folder.path)/replmon.yml").get()
        guard case .mongodb(let settings) = configuration.clusters.first?.engine else {
            Issue.record("not a MongoDB cluster")
            return
        }
        #expect(settings.password?.revealed == "s3cret")
    }

    @Test func aSecretIsReadAgainWithoutAReload() throws {
        let folder = try TemporaryFolder()
        try folder.write("first\n", to: "token")
        let path = "\(folder.path)/token"
        #expect(try SecretFile.read(path).revealed == "first")
        try folder.write("second", to: "token")
        #expect(try SecretFile.read(path).revealed == "second")
        try folder.write("\n", to: "token")
        for (path, reason) in [
            (path, "\(path) is empty"), ("/nowhere", "cannot read /nowhere: No such file or directory"),
        ] {
            let error = #expect(throws: SecretFile.Unreadable.self) { try SecretFile.read(path) }
            #expect(error?.description == reason)
        }
    }

    @Test func whatCannotBeReadIsSaid() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/replmon.yml"
        let reason = { self.problems(ConfigurationLoader.load(path: $0))?.description }
        #expect(reason(path) == "\(path):1:1: cannot read the configuration: No such file or directory")
        #expect(reason(folder.path) == "\(folder.path):1:1: cannot read the configuration: Is a directory")
        try folder.write("poll_interval: " + String(repeating: " ", count: 1 << 20), to: "replmon.yml")
        #expect(reason(path) == "\(path):1:1: cannot read the configuration: the file is larger than 1 MiB")
        try Data([0x61, 0xFF]).write(to: URL(filePath: path))
        #expect(reason(path) == "\(path):1:1: cannot read the configuration: the file is not UTF-8 text")
    }

    // MARK: Parts

    private static func brokenFiles() -> [String] {
        let folder = Bundle.module.url(forResource: "Broken", withExtension: nil)
        return folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0.path) } ?? []
    }

    private func minimal() -> String {
        """
        clusters:
          - name: orders
            postgresql:
              nodes:
                - { name: db-a, conninfo: host=a }

        """
    }

    private func load(
        _ text: String, file: String = "replmon.yml", environment: [String: String] = [:]
    ) -> Result<Configuration, ConfigurationProblems> {
        let files = [
            "/run/cred/media": "s3cret\n", "/etc/replmon/secrets/media": "s3cret\r\n",
            "/etc/replmon/secrets/empty": "\n", "/etc/replmon/secrets/phrase": "two words\n",
            "/etc/replmon/ca.pem": "-----BEGIN CERTIFICATE-----\n",
        ]
        return ConfigurationLoader.load(text: text, file: file, environment: environment) { path in
            guard let text = files[path] else { throw NoSuchFile() }
            return text
        }
    }

    private func problems(_ result: Result<Configuration, ConfigurationProblems>) -> ConfigurationProblems? {
        if case .failure(let problems) = result { problems } else { nil }
    }
}

private struct NoSuchFile: Error, CustomStringConvertible {
    let description = "No such file or directory"
}
