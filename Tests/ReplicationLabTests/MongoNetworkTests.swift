import ReplicationLab
import Testing

@Suite(.serialized)
struct MongoNetworkTests {
    @Test func aWayCutInOneDirectionHidesAMemberFromOneSideOnly() throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab, network: .pairs)
        let primary = try set.waitForPrimary()
        let secondary = primary == "m-a" ? "m-b" : "m-a"
        #expect(try set.configuration().json.contains("m-a.lab:"))

        try set.path(from: "m-c", to: secondary).cut()
        try waitUntil("the arbiter to miss it") { try Self.health(of: secondary, seenBy: "m-c", set) == 0 }
        #expect(try Self.health(of: "m-c", seenBy: secondary, set) == 1)
        #expect(try Self.health(of: secondary, seenBy: primary, set) == 1)
        #expect(set.primaryName() == primary)

        try set.heal()
        try waitUntil("the arbiter to see it again") { try Self.health(of: secondary, seenBy: "m-c", set) == 1 }
    }

    @Test func theMonitorHasWaysOfItsOwn() throws {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab, network: .pairs)
        let address = try set.member("m-a").address
        let port = address.drop { $0 != ":" }.dropFirst()
        let script = "exec 3<>/dev/tcp/m-a.lab/\(port) && getent ahostsv4 m-a.lab"
        let words = set.monitorCommand(["timeout", "5", "bash", "-c", script])
        let open = try LabProgram.run(words, in: lab)
        #expect(open.status == 0)
        #expect(open.output.contains("127.1.0.1 "))

        try set.cutMonitor(from: ["m-a"])
        #expect(try LabProgram.run(words, in: lab).status == 1)
        try set.waitUntilComplete()
        #expect(try Self.health(of: "m-a", seenBy: "m-b", set) == 1)
        try set.heal()
        #expect(try LabProgram.run(words, in: lab).status == 0)
    }

    @Test(arguments: Lab.mongodbVersions) func anIsolatedPrimaryIsReplacedAndRollsBackWhenItIsBack(version: String)
        throws
    {
        let lab = try Lab()
        defer { lab.end() }
        let set = try MongoReplicaSet(in: lab, version: version, network: .pairs)
        let old = try set.waitForPrimary()
        let member = try set.member(old)
        let before = try member.rollbackID()
        #expect(member.rollbackFiles.isEmpty)
        #expect(try set.makeRollback() == old)
        #expect(try member.rollbackID() == before + 1)
        #expect(!member.rollbackFiles.isEmpty)
        #expect(try set.waitForPrimary() != old)
    }

    private static func health(of member: String, seenBy other: String, _ set: MongoReplicaSet) throws -> Int? {
        let address = try set.member(member).address
        let reply = try set.member(other).reply(to: #"{"replSetGetStatus": 1}"#)
        return reply["members"]?.array.first { $0["name"]?.string == address }?["health"]?.int
    }
}
