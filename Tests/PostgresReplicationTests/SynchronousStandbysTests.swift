import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct SynchronousStandbysTests {
    private static func state(_ setting: String, _ senders: [String], primaries: [String]) -> SynchronousStandbys? {
        SynchronousStandbyNames(setting).map { asked in
            SynchronousStandbys(
                asked, senders: senders.map { WALSender(pid: 1, applicationName: $0, state: "streaming") },
                primaries: primaries)
        }
    }

    @Test("a list that serves every node after a switchover names the primary too: it is no standby to miss")
    func primaryListed() {
        let setting = "FIRST 1 (\"db-a\",\"db-b\")"
        let pair = Self.state(setting, ["db-b"], primaries: ["DB-A"])
        #expect(pair?.state == .complete)
        #expect(pair?.missing == [])
        #expect(Self.state(setting, ["db-a"], primaries: ["db-b"])?.state == .complete)
        #expect(Self.state(setting, [], primaries: ["db-a"])?.state == .short)
        #expect(Self.state(setting, [], primaries: ["db-a"])?.missing == ["db-b"])
        #expect(Self.state(setting, ["db-b"], primaries: [])?.state == .withoutSpare)
        let three = Self.state("FIRST 1 (\"db-a\",\"db-b\",\"db-c\")", ["db-b"], primaries: ["db-a"])
        #expect(three?.state == .withoutSpare)
        #expect(three?.missing == ["db-c"])
    }
}
