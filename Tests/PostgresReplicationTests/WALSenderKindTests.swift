import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct WALSenderKindTests {
    @Test(
        "whom a WAL sender serves",
        arguments: [
            (WALSender(pid: 1, applicationName: "db-b", state: "streaming"), .standby),
            (WALSender(pid: 1, applicationName: "db-b", state: "catchup"), .standby),
            (WALSender(pid: 1, applicationName: "db-b", state: "startup"), .unknown),
            (WALSender(pid: 1, applicationName: "db-b"), .unknown),
            (WALSender(pid: 1, applicationName: "x", state: "backup"), .backup),
            (WALSender(pid: 1, applicationName: "pg_basebackup", state: "streaming"), .backup),
            (WALSender(pid: 1, applicationName: "pg_receivewal", state: "streaming"), .receivewal),
            (
                WALSender(pid: 1, applicationName: "db-b", state: "streaming", writeLSN: LSN(rawValue: 1)), .receivewal
            ),
            (WALSender(pid: 2, applicationName: "x", state: "streaming"), .logical),
            (WALSender(pid: 3, applicationName: "sub", state: "streaming"), .logical),
            (WALSender(pid: 4, applicationName: "sub", state: "streaming"), .standby),
        ] as [(WALSender, WALSenderKind)])
    func kinds(sender: WALSender, kind: WALSenderKind) {
        var reading = PostgresReading.primary(at: 0)
        reading.slots = [
            ReplicationSlot(name: "other", type: "logical", active: true, activePID: 2),
            ReplicationSlot(name: "sub", type: "logical", active: false),
            ReplicationSlot(name: "physical", type: "physical", active: true, activePID: 4),
        ]
        #expect(reading.kind(of: sender) == kind)
    }
}
