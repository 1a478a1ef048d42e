import FoundationEssentials
import Glibc

/// The programs of one PostgreSQL version, and a prepared data directory of it.
struct PostgresInstallation: Sendable {
    let version: Int
    private let folder: String
    private let environment: [String: String]
    private let lab: String

    /// The user that servers run as when root starts them; PostgreSQL refuses to run as root.
    private static let user = "postgres"
    private static let isRoot = getuid() == 0
    /// For `install`.
    private static let owner = isRoot ? ["-o", user, "-g", user] : []

    /// The roles of monitors.
    static let monitorRoles = ["replmon", "replmon_bare", "replmon_replication"]

    /// The monitor's role, one without `pg_monitor`, one with `REPLICATION` besides, and the standbys' role.
    private static let roles = """
        CREATE ROLE replmon LOGIN IN ROLE pg_monitor
        CREATE ROLE replmon_bare LOGIN
        CREATE ROLE replmon_replication LOGIN REPLICATION IN ROLE pg_monitor
        CREATE ROLE standby LOGIN REPLICATION

        """

    /// Debian's, or one that `VERSIONS=all make deps` downloaded. Root's cache may be closed to the server's user, so
    /// root copies such a version into the lab.
    init(version: Int, in lab: Lab) throws {
        self.version = version
        self.lab = lab.directory
        let own = "\(lab.directory)/postgresql-\(version)"
        guard let installed = Self.folder(of: version) else {
            throw LabError("PostgreSQL \(version) is not installed: run `make deps VERSIONS=all`")
        }
        let isDownloaded = installed.hasPrefix(Lab.cache)
        folder = isDownloaded && Self.isRoot ? own : installed
        environment = isDownloaded ? ["LD_LIBRARY_PATH": "\(folder)/lib"] : [:]
        if folder == own && !FileManager.default.fileExists(atPath: own) {
            try Command.run(["cp", "-a", installed, own], in: lab.directory)
        }
    }

    /// Where a version is installed.
    private static func folder(of version: Int) -> String? {
        ["/usr/lib/postgresql/\(version)", "\(Lab.cache)/postgresql-\(version)"]
            .first { FileManager.default.isExecutableFile(atPath: "\($0)/bin/postgres") }
    }

    /// Whether a version was built with OpenSSL: then its server calls this function of it.
    static func supportsTLS(_ version: Int) -> Bool {
        guard let folder = folder(of: version) else { return false }
        return (try? Command.run(["grep", "-qa", "SSL_CTX_new", "\(folder)/bin/postgres"], in: "/")) != nil
    }

    /// A command of this version, run as the servers' user.
    func launch(_ program: String, _ arguments: [String], in directory: String) -> Launch {
        let user = ["setpriv", "--reuid", Self.user, "--regid", Self.user, "--init-groups", "--"]
        let words = (Self.isRoot ? user : []) + ["\(folder)/bin/\(program)"] + arguments
        return Launch(command: words, environment: environment, directory: directory)
    }

    /// Runs one of them to its end.
    @discardableResult
    func run(
        _ program: String, _ arguments: [String], input: String = "", within limit: Duration = .seconds(60)
    ) throws -> String {
        try Command(launch: launch(program, arguments, in: lab), input: input).run(within: limit)
    }

    /// Makes an empty folder of the servers' user, for nobody else.
    func makeDirectory(_ path: String) throws {
        try Command.run(["install", "-d", "-m", "700"] + Self.owner + [path], in: lab)
    }

    /// Copies a file for the servers' user alone, as a private key must be.
    func copyPrivately(_ source: String, to path: String) throws {
        try Command.run(["install", "-m", "600"] + Self.owner + [source, path], in: lab)
    }

    /// Makes a data directory with its own system identifier, ready to run with `configuration` or to be copied.
    ///
    /// It is a copy of the template: `initdb` takes a second, this takes 0.2 s. The identifier is the first field of
    /// `pg_control`; `pg_resetwal` then repairs the checksum and starts WAL with this identifier, but declares that WAL
    /// to be minimal, which no standby accepts: a short single-user run writes the true `wal_level` into it.
    func makeDataDirectory(_ path: String, configuration: String) throws {
        try copyDataDirectory(try template(), to: path)
        let control = "\(path)/global/pg_control"
        let file = try FileText.open(control, O_WRONLY)
        defer { close(file) }
        var identifier = UInt64.random(in: (1 << 62)..<(1 << 63))
        try LabError.check(unsafe pwrite(file, &identifier, 8, 0), "cannot write \(control)")
        try run("pg_resetwal", ["-f", path])
        try FileText.write(configuration, toFile: "\(path)/postgresql.conf")
        try run("postgres", ["--single", "-D", path, "postgres"])
    }

    /// Copies the data directory of a server that is down: a base backup, for a server that was shut down cleanly.
    func copyDataDirectory(_ source: String, to path: String) throws {
        try Command.run(["cp", "-a", "--reflink=auto", source, path], in: lab)
    }

    /// Made once and kept in the cache, under a name that depends on its content.
    private func template() throws -> String {
        let path = "\(Lab.cache)/postgresql-data-\(version)-roles-\(Self.roles.utf8.count)"
        if FileManager.default.fileExists(atPath: "\(path)/PG_VERSION") { return path }
        let fresh = "\(lab)/template-\(version)"
        try makeDirectory(fresh)
        try run("initdb", ["-D", fresh, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"])
        try run("postgres", ["--single", "-F", "-D", fresh, "postgres"], input: Self.roles)
        try FileManager.default.createDirectory(atPath: Lab.cache, withIntermediateDirectories: true)
        let staged = "\(path).\(getpid())"
        try copyDataDirectory(fresh, to: staged)
        // Another process may have been faster: then its directory stays, and this one is removed.
        if unsafe rename(staged, path) != 0 { try Command.run(["rm", "-rf", staged], in: lab) }
        return path
    }
}
