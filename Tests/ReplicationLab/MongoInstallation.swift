import FoundationEssentials

/// One downloaded version of mongod.
struct MongoInstallation: Sendable {
    private let version: String
    private let folder: String

    init(version: String) throws {
        self.version = version
        folder = "\(Lab.cache)/mongodb-\(version)"
        guard FileManager.default.isExecutableFile(atPath: "\(folder)/bin/mongod") else {
            let hint = version == "6.0.5" ? "" : ", with VERSIONS=all for others than 6.0.5"
            throw LabError("mongod \(version) is not in \(folder): run `make deps`\(hint)")
        }
    }

    /// The name of a member's delay in the configuration: renamed in 5.0.
    var delayField: String { version.hasPrefix("4.") ? "slaveDelay" : "secondaryDelaySecs" }

    /// Small and quick: no 300 MB of preallocated journal, no diagnostic recorder, cheap password hashes.
    func launch(options: [String], parameters: [String: String], directory: String) -> Launch {
        let quick = [
            "diagnosticDataCollectionEnabled": "false", "scramIterationCount": "5000",
            "scramSHA256IterationCount": "5000",
        ]
        let common = [
            "--bind_ip", "127.0.0.1", "--nounixsocket", "--dbpath", directory, "--wiredTigerCacheSizeGB", "0.25",
            "--wiredTigerEngineConfigString", "log=(prealloc=false,file_max=8MB)",
        ]
        return Launch(
            command: ["\(folder)/bin/mongod"] + options + common
                + Self.words(parameters: quick.merging(parameters) { $1 }),
            environment: ["LD_LIBRARY_PATH": "\(folder)/lib"], directory: directory)
    }

    /// Server parameters as arguments of the command line.
    static func words(parameters: [String: String]) -> [String] {
        parameters.sorted { $0.key < $1.key }.flatMap { ["--setParameter", "\($0.key)=\($0.value)"] }
    }
}
