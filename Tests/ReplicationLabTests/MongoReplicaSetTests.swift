import ReplicationLab
import Testing

@Suite(.serialized)
struct MongoReplicaSetTests {
    @Test func aSetWithKeyFileElectsAnotherPrimary() throws {
        let lab = try Lab()
        defer { lab.end() }
        let replicaSet = try MongoReplicaSet(in: lab, keyFile: true)
        let before = try replicaSet.waitForPrimary()
        let load = replicaSet.startLoad(rate: 100)
        try replicaSet.stepDown()
        let after = try replicaSet.waitForPrimary()
        #expect(after != before)
        #expect(after != "m-c")

        let (primary, arbiter) = (try replicaSet.member(after), try replicaSet.member("m-c"))
        try waitUntil("the load to go on") {
            try primary.command(#"{"count": "load"}"#, database: "lab").contains(#""n" : 0"#) == false
        }
        try load.stop()
        #expect(try primary.command(#"{"usersInfo": "replmon"}"#).contains("clusterMonitor"))
        #expect(try arbiter.command(#"{"hello": 1}"#).contains(#""arbiterOnly" : true"#))
        #expect(throws: LabError.self) { try arbiter.command(#"{"serverStatus": 1}"#) }
    }

    @Test func aKilledAndAFrozenMemberLeaveTheSetWithoutPrimary() throws {
        let lab = try Lab()
        defer { lab.end() }
        let replicaSet = try MongoReplicaSet(in: lab)
        let primary = try replicaSet.member(try replicaSet.waitForPrimary())
        let others = replicaSet.members.filter { $0.name != primary.name }
        try others[0].kill()
        others[1].freeze()
        try waitUntil("the primary to step down") { replicaSet.primaryName() == nil }
        others[1].thaw()
        try replicaSet.waitForPrimary()
        try others[0].start()
        try replicaSet.waitUntilComplete()
    }

    @Test func aCutRelayHidesAMemberFromItsPeers() throws {
        let lab = try Lab()
        defer { lab.end() }
        let replicaSet = try MongoReplicaSet(in: lab, network: .relays)
        let old = try replicaSet.waitForPrimary()
        let primary = try replicaSet.member(old)
        let relay = try #require(primary.relay)
        relay.cut()
        let down = #""stateStr" : "(not reachable/healthy)""#
        try waitUntil("a peer to miss the primary") {
            try replicaSet.member("m-c").command(#"{"replSetGetStatus": 1}"#).contains(down)
        }
        try relay.restore()
        try replicaSet.waitUntilComplete()
        try waitUntil("the peer to see it again") {
            try !replicaSet.member("m-c").command(#"{"replSetGetStatus": 1}"#).contains(down)
        }
    }
}
