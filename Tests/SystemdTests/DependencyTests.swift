import Foundation
import Testing

/// `Tests/ReplicationLab/deps.sh`: what each purpose has installed on a machine, and that none of it becomes a service there.
struct DependencyTests {
    private static let script = LabCommand.package.appending(path: "Tests/ReplicationLab/deps.sh").path

    /// The script's output for a user who may not become root, on a machine with no package.
    private static func run(_ purposes: String...) throws -> (lines: [String], status: Int32) {
        let folder = FileManager.default.temporaryDirectory.appending(path: "deps-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for (program, line) in [("id", "echo 1000"), ("dpkg-query", "exit 1"), ("sudo", "exit 1")] {
            let file = folder.appending(path: program)
            try Data("#!/bin/sh\n\(line)\n".utf8).write(to: file)
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file.path)
        }
        return try LabCommand.run(
            [script] + purposes,
            environment: ["PATH": folder.path + ":/usr/bin:/bin", "REPLMON_CACHE": folder.path + "/cache"])
    }

    /// The packages in the command that it asks root to run.
    private static func packages(_ purpose: String) throws -> [String] {
        let end = try run(purpose)
        let words = try #require(end.lines.last).split(separator: " ").map(String.init)
        #expect(end.status == 1)
        try #require(words.starts(with: ["deps:", script, "--packages"]), "\(end.lines)")
        return Array(words.dropFirst(3))
    }

    private static let libraries = [
        "pkg-config", "libpq-dev", "libmongoc-dev", "libsystemd-dev", "libsqlite3-dev", "zlib1g-dev",
    ]

    @Test("Building needs libraries and no server")
    func buildingNeedsLibrariesOnly() throws {
        #expect(try Self.packages("build") == Self.libraries)
    }

    @Test("Each purpose needs the libraries and what it runs itself")
    func eachPurposeNeedsItsOwn() throws {
        let demo = try Self.packages("demo")
        #expect(demo.starts(with: Self.libraries) && demo.contains("postgresql-15"))
        #expect(!demo.contains("prometheus") && !demo.contains("valgrind"))
        let test = try Self.packages("test")
        #expect(Set(demo + ["prometheus", "prometheus-alertmanager"]).isSubset(of: test))
        #expect(!test.contains("prometheus-postgres-exporter"))
        let bench = try Self.packages("bench")
        #expect(Set(demo + ["prometheus-postgres-exporter", "valgrind"]).isSubset(of: bench))
        #expect(!bench.contains("prometheus-alertmanager"))
    }

    @Test("The README lists for each command what the script installs")
    func theReadmeListsThem() throws {
        let readme = try String(contentsOf: LabCommand.package.appending(path: "README.md"), encoding: .utf8)
        for (purpose, base) in [("build", nil), ("demo", "build"), ("test", "demo"), ("bench", "demo")] {
            let row = try #require(readme.split(separator: "\n").first { $0.hasPrefix("| `make \(purpose)` |") })
            let listed = row.split(separator: "`").map(String.init).enumerated().filter { $0.offset % 2 == 1 }
            let inherited = try base.map(Self.packages) ?? []
            let added = try Self.packages(purpose).filter { !inherited.contains($0) }
            #expect(
                Set(listed.map(\.element).filter { !$0.hasPrefix("make ") })
                    == Set(added).subtracting(["python3-pip", "unzip"]), "make \(purpose)")
        }
    }

    @Test("A user who cannot become root gets an error with the command for root, before anything is downloaded")
    func printsTheCommandForRoot() throws {
        let end = try Self.run("build", "demo")
        #expect(end.lines.count == 3 && end.lines[1].contains("Only root can install them"), "\(end.lines)")
        let wrong = try Self.run("tset")
        #expect(wrong.lines == [#"deps: no purpose is called "tset"; there are: build demo test bench"#])
        #expect(wrong.status == 1)
    }

    @Test(
        "A package is installed without its service; what runs goes on; PostgreSQL's package makes no cluster",
        .enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
    func packagesBecomeNoServices() throws {
        let end = try LabCommand.run([LabCommand.lab + "/install-packages.sh", Self.script], limit: 110)
        try #require(end.status == 0, "\(end.lines.joined(separator: "\n"))")
        let expected = [
            "control enabled active", "neighbour-before enabled active", "installed disabled inactive", "links 1 0",
            "cluster off", "neighbour-after enabled active", "upgraded 2", "same-process yes", "same-setting yes",
            "left 0", "enabled-later enabled active",
        ]
        let missing = expected.filter { !end.lines.contains($0) }
        #expect(missing.isEmpty, "\(end.lines.joined(separator: "\n"))")
    }
}
