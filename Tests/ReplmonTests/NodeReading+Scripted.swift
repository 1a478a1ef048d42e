import MongoReplication
import PostgresReplication
import ReplicationCore

@testable import ReplmonDaemon

extension NodeReading {
    /// A PostgreSQL primary without standbys.
    static let primary = NodeReading.postgresql(
        PostgresReading(
            serverVersion: 150_018, systemIdentifier: 7, startedAt: nil, serverTime: WallInstant(milliseconds: 0),
            role: .primary(.init(currentLSN: LSN(rawValue: 1000), timeline: 1))))

    /// A PostgreSQL standby that streams and has replayed what the primary has.
    static let standby = NodeReading.postgresql(
        PostgresReading(
            serverVersion: 150_018, systemIdentifier: 7, startedAt: nil, serverTime: WallInstant(milliseconds: 0),
            role: .standby(
                .init(
                    receiveLSN: LSN(rawValue: 1000), replayLSN: LSN(rawValue: 1000), lastReplayedTransactionAt: nil,
                    pauseState: .notPaused, walReceiver: WALReceiver(pid: 1, status: "streaming"),
                    startupWaitEvent: nil))))

    /// A member of a replica set of these members, by the configuration of this version.
    static func member(_ name: String, of members: [String], version: Int64) -> NodeReading {
        let rows = members.enumerated().map { ReplicaSetConfig.Member(id: Int32($0.offset), host: $0.element) }
        return .mongodb(
            MongoReading(
                hello: HelloReply(
                    setName: "rs0", me: name, isWritablePrimary: name == members.first,
                    secondary: name != members.first, members: members),
                config: ReplicaSetConfig(set: "rs0", version: version, members: rows)))
    }
}
