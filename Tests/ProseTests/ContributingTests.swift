import Testing

/// CONTRIBUTING's "Where things are" is true of `Package.swift` and of the folders.
@Suite struct ContributingTests {
    /// More Swift files than this directly in one folder hide each other: divide it.
    private static let filesPerFolder = 45

    private let guide: String
    private let manifest: PackageManifest

    init() throws {
        guide = try Repository.text(of: "CONTRIBUTING.md")
        manifest = PackageManifest(try Repository.text(of: "Package.swift"))
    }

    /// The rows of the table of targets: the name, and the own targets it depends on.
    private var rows: [String: Set<String>] {
        let section = guide.firstMatch(of: #/(?s)\n## Where things are\n(.*?)\n## /#)?.1 ?? ""
        var rows: [String: Set<String>] = [:]
        for match in section.matches(of: #/(?m)^\| `([\w-]+)` \|([^|]*)\|/#) {
            rows[String(match.1)] = Set(match.2.matches(of: #/`([\w-]+)`/#).map { String($0.1) })
        }
        return rows
    }

    @Test("Every target has a row with the own targets it depends on")
    func tableIsThatOfTheManifest() {
        #expect(manifest.targets.count > 20 && rows.count > 20)
        for (name, target) in manifest.targets where target.kind != "testTarget" {
            guard let row = rows[name] else {
                Issue.record("CONTRIBUTING.md: the target \(name) is missing in the table of targets")
                continue
            }
            for dependency in target.dependencies.subtracting(row).sorted() {
                Issue.record("CONTRIBUTING.md: \(name) depends on \(dependency), and its row does not say so")
            }
            for dependency in row.subtracting(target.dependencies).sorted() {
                Issue.record("CONTRIBUTING.md: \(name) does not depend on \(dependency)")
            }
        }
        for name in rows.keys.sorted() where manifest.targets[name] == nil {
            Issue.record("CONTRIBUTING.md: there is no target \(name)")
        }
    }

    @Test("A test target is named for the target it tests, or in the text")
    func testTargetsAreNamed() {
        for (name, target) in manifest.targets where target.kind == "testTarget" {
            let isNamed = manifest.targets[String(name.dropLast("Tests".count))] != nil || guide.contains("`\(name)`")
            #expect(isNamed, "CONTRIBUTING.md: the test target \(name) is not named")
        }
    }

    @Test("Folders and files named in the guides exist", arguments: ["CONTRIBUTING.md", "README.md"])
    func namedPathsExist(guide: String) throws {
        let text = try Repository.text(of: guide)
        for match in text.matches(of: #/\b(?:Sources|Tests|config|systemd)/[\w./+-]*\w/#) {
            let path = String(match.output)
            #expect(Repository.exists(path), "\(guide): there is no \(path)")
        }
    }

    @Test("No folder of Sources directly holds more than 45 Swift files")
    func foldersAreSmall() throws {
        let folders = try Repository.files(under: "Sources").filter { $0.hasSuffix(".swift") }
            .map { $0.split(separator: "/").dropLast().joined(separator: "/") }
        for (folder, files) in Dictionary(grouping: folders, by: \.self) {
            #expect(files.count <= Self.filesPerFolder, "\(folder) directly holds \(files.count) Swift files")
        }
    }

    @Test("Targets and their own dependencies are read from a manifest")
    func readsAManifest() {
        let manifest = PackageManifest(
            """
            .executable(name: "x", targets: ["x"]),
            .systemLibrary(name: "C", pkgConfig: "c"),
            .target(name: "A", dependencies: ["C", .product(name: "Z", package: "z")]),
            .testTarget(
                name: "ATests",
                dependencies: [
                    "A",
                    "C",
                ], exclude: ["Lab"]),
            """)
        #expect(manifest.targets.keys.sorted() == ["A", "ATests", "C"])
        #expect(manifest.targets["A"]?.dependencies == ["C"])
        #expect(manifest.targets["ATests"]?.dependencies == ["A", "C"])
        #expect(manifest.targets["ATests"]?.kind == "testTarget")
    }
}
