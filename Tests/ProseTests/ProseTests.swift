import Testing

/// The prose of the repository is plain technical English, as CONTRIBUTING's "How we write" asks for.
@Suite struct ProseTests {
    private static let sources = ["Sources"]
    private static let others = [
        "CONTRIBUTING.md", "Makefile", "README.md", "config", "systemd", "Tests/ConfigurationTests",
        "Tests/HTTPTests", "Tests/MongoProbeTests", "Tests/PostgresProbeTests", "Tests/ReplicationLab",
        "Tests/SystemdTests", "Tests/TestSupport", "Tests/replmon-bench", "Tests/replmon-lab",
    ]
    /// Files that `make docs` writes: their text is checked where it is made from.
    private static let generated = ["config/replmon.catalog", "systemd/man/replmon-alerts.7"]
    /// Folders of a checked one that have not been rewritten, and files that are broken on purpose.
    private static let exempt = [
        "Tests/replmon-bench/Judgement/", "Tests/ConfigurationTests/Broken/",
    ]

    @Test("Comments, messages and guides use plain technical English", arguments: sources + others)
    func isPlain(path: String) throws {
        for file in try Repository.files(under: path) where !Self.generated.contains(file) {
            if Self.exempt.contains(where: { file.hasPrefix($0) }) { continue }
            let text = try Repository.text(of: file)
            let passages =
                file.hasSuffix(".swift")
                ? SwiftProse.passages(of: text) : TextProse.passages(of: text, path: file)
            for passage in passages {
                for breach in ProseRule.breaches(in: passage) {
                    Issue.record("\(file):\(breach.line): \(breach.message)")
                }
            }
        }
    }
}
