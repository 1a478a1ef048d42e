@testable import Replication

extension MongoReading {
    /// This answer with every number and time replaced by anything the wire can carry.
    func lying(using random: inout Seeded) -> MongoReading {
        let number = { (random: inout Seeded) -> Int64 in
            [.min, -1, 0, 1, .max, .random(in: .min ... .max, using: &random)].randomElement(using: &random) ?? 0
        }
        var reading = self
        reading.hello.isWritablePrimary = .random(using: &random)
        reading.hello.electionTerm = number(&random)
        reading.hello.setVersion = number(&random)
        reading.hello.maxWireVersion = Int32(truncatingIfNeeded: number(&random))
        reading.status?.term = number(&random)
        reading.status?.date = WallInstant(milliseconds: number(&random))
        reading.status?.myState = MemberState(rawValue: Int32(truncatingIfNeeded: number(&random)))
        for index in reading.status?.members.indices ?? 0..<0 {
            reading.status?.members[index].healthy = .random(using: &random)
            reading.status?.members[index].isSelf = .random(using: &random)
            reading.status?.members[index].state = MemberState(rawValue: Int32(truncatingIfNeeded: number(&random)))
            reading.status?.members[index].lastAppliedWallTime = WallInstant(milliseconds: number(&random))
            reading.status?.members[index].lastHeartbeatReceived = WallInstant(milliseconds: number(&random))
            reading.status?.members[index].opTime = OpTime(
                seconds: UInt32(truncatingIfNeeded: number(&random)), increment: 0, term: number(&random))
        }
        for index in reading.config?.members.indices ?? 0..<0 {
            reading.config?.members[index].delay = .seconds(number(&random))
        }
        reading.config?.version = number(&random)
        return reading
    }
}
