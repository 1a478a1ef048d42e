import Foundation
import Testing

/// The shipped unit, as `make install` would write it, under the distribution's own systemd.
@Suite(.enabled(if: LabCommand.canRunSystemd, LabCommand.systemdNeeds))
final class UnitFileTests {
    private let directory = FileManager.default.temporaryDirectory.appending(path: "unit-\(UUID().uuidString)")
    private let unit: String

    init() throws {
        let source = LabCommand.package.appending(path: "systemd/replmon.service")
        let text = try String(contentsOf: source, encoding: .utf8)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        unit = directory.appending(path: "replmon.service").path
        try text.replacingOccurrences(of: "@BINDIR@", with: "/usr/local/bin")
            .write(toFile: unit, atomically: true, encoding: .utf8)
    }

    deinit { try? FileManager.default.removeItem(at: directory) }

    @Test func systemdHasNothingToSayAboutIt() throws {
        let script = """
            mount -t tmpfs tmpfs /usr/local/bin && cp "$(type -P true)" /usr/local/bin/replmon &&
            systemd-analyze verify --man=no "$0"
            """
        let end = try LabCommand.run(["unshare", "-m", "bash", "-c", script, unit])
        #expect(end.status == 0 && end.lines.isEmpty, "\(end.lines)")
    }

    @Test func itsExposureIsAtMostOne() throws {
        let end = try LabCommand.run([
            "systemd-analyze", "security", "--no-pager", "--offline=true", "--threshold=10", unit,
        ])
        #expect(end.status == 0, "\(end.lines.suffix(1))")
    }
}
