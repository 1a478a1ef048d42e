import Foundation
import Testing

/// The commands of `make install` and `make uninstall`, as make itself prints them.
@Suite struct InstallationTests {
    private static let make = "/usr/bin/make"
    private static let isThere = FileManager.default.isExecutableFile(atPath: make)

    @Test(.enabled(if: isThere)) func whatIsInstalledIsRemoved() throws {
        let (installed, removed) = (try Self.paths(in: "install"), try Self.paths(in: "uninstall"))
        let files = installed.filter { path in !installed.contains { $0.hasPrefix(path + "/") } }
        #expect(files.count > 8)
        for file in files {
            #expect(removed.contains { file == $0 || file.hasPrefix($0 + "/") }, "\(file)")
        }
    }

    @Test(.enabled(if: isThere), arguments: ["install", "uninstall"])
    func whatRunsHearsOfIt(target: String) throws {
        let commands = try Self.commands(of: target)
        #expect(commands.contains("journalctl --update-catalog"))
        #expect(commands.contains("systemctl daemon-reload"))
        #expect(try !Self.commands(of: target, "DESTDIR=/stage").contains("ctl"))
    }

    @Test(.enabled(if: isThere)) func theReadmeNamesTheManualPages() throws {
        let readme = try String(contentsOf: GeneratedFile(path: "README.md").url, encoding: .utf8)
        let pages = try Self.paths(in: "install").compactMap { $0.firstMatch(of: /\/man\d\/(.+)\.(\d)$/)?.output }
        #expect(pages.count == 2)
        for (_, name, section) in pages { #expect(readme.contains("`\(name)(\(section))`"), "\(name)") }
    }

    /// Everything below the prefix that the commands of a target name.
    private static func paths(in target: String) throws -> Set<String> {
        Set(try commands(of: target).matches(of: /'(\/prefix\/[^']+)'/).map { String($0.1) })
    }

    /// The commands of a target, which are not run.
    private static func commands(of target: String, _ settings: String...) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: make)
        process.currentDirectoryURL = GeneratedFile(path: "Makefile").url.deletingLastPathComponent()
        process.arguments = ["-n", target, "PREFIX=/prefix"] + settings
        process.environment = ["PATH": "/usr/bin:/bin"]
        process.standardOutput = output
        try process.run()
        let text = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return String(decoding: text, as: UTF8.self)
    }
}
