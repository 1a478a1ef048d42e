import FoundationEssentials
import Glibc
import Testing

@testable import ReplicationLab

struct LabTests {
    /// The owner is `replmon-lab up`, built next to the tests.
    @Test(arguments: [SIGKILL, SIGTERM]) func nothingIsLeftWhenTheOwnerEnds(signal: Int32) throws {
        let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let folder = program.split(separator: "/").dropLast().joined(separator: "/")
        let words = ["/\(folder)/replmon-lab", "up", "--standbys", "1", "--mongo", "--load", "50"]
        let (null, output) = (try FileText.open("/dev/null", O_RDONLY), try FileText.openNameless())
        defer {
            close(null)
            close(output)
        }
        let launch = Launch(command: words, environment: ["REPLMON_CACHE": Lab.cache], directory: "/")
        let owner = try launch.spawn(input: null, output: output, errors: output)
        defer { kill(owner, SIGKILL) }
        try waitUntil("the lab to be up", within: .seconds(60)) { try FileText.read(from: output).contains("Ctrl-C") }
        let lines = try FileText.read(from: output).split(separator: "\n")
        let line = try #require(lines.first { $0.hasPrefix("# ") })
        let directory = String(line.dropFirst("# ".count))
        #expect(processes(in: directory).count > 10)

        kill(owner, signal)
        #expect(waitForEnd(of: owner, within: .seconds(10)) == (signal == SIGKILL ? SIGKILL : 0))
        try waitUntil("the lab's processes and folder to go", within: .seconds(15)) {
            processes(in: directory).isEmpty && !FileManager.default.fileExists(atPath: directory)
        }
        try waitUntil("libmongoc's counters to go") {
            !FileManager.default.fileExists(atPath: "/dev/shm/mongoc-\(owner)")
        }
    }

    @Test func nothingIsLeftAfterTheEnd() throws {
        let lab = try Lab()
        let cluster = try PostgresCluster(in: lab, nodes: PostgresNodePlan.group(standbys: 0))
        try cluster.primary.freeze(.server)
        lab.end()
        #expect(processes(in: lab.directory).isEmpty)
        #expect(!FileManager.default.fileExists(atPath: lab.directory))
        lab.end()
    }

    /// The processes that work in a lab's folder, found as a user would: by looking at all of them.
    private func processes(in directory: String) -> [String] {
        let files = FileManager.default
        return ((try? files.contentsOfDirectory(atPath: "/proc")) ?? []).filter { entry in
            guard Int(entry) != nil else { return false }
            return (try? files.destinationOfSymbolicLink(atPath: "/proc/\(entry)/cwd"))?.hasPrefix(directory) == true
        }
    }
}
