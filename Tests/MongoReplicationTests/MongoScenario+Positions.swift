import TestSupport

@testable import MongoReplication
@testable import ReplicationCore

extension MongoScenario {
    /// Members tell optimes that differ wherever wall times do.
    mutating func tellExactOptimes() {
        for host in config.members.map(\.host) {
            adjust[host] = { reading in
                for index in reading.status?.members.indices ?? 0..<0 {
                    guard let row = reading.status?.members[index], let time = row.lastAppliedWallTime,
                        var opTime = row.opTime
                    else { continue }
                    opTime.increment = UInt32(clamping: max(0, time.milliseconds) % 1000) + 1
                    reading.status?.members[index].opTime = opTime
                }
            }
        }
    }

    /// The oplog of a member: how far it reached back from `now` when read, and how full it is.
    mutating func setOplog(of host: String, reachingBack window: Duration, full: Bool = true) {
        servers[host] = MongoServerStatus(
            observedAt: now,
            oplogEarliest: .written(.clock(at: now.advanced(by: .zero - window))),
            oplogBytes: full ? 990 : 100, oplogMaxBytes: 1000)
    }

    /// The primary has committed up to what it wrote at `time`.
    mutating func commit(_ time: WallInstant?) {
        guard let primary else { return }
        adjust[primary] = { reading in
            reading.status?.lastCommitted = time.map(OpTime.written) ?? OpTime(seconds: 0, increment: 0, term: -1)
            reading.status?.lastCommittedWallTime = time
        }
    }

    /// What the simulated members know of the set without a login: `hello` alone.
    mutating func refuseLogins() {
        for host in config.members.map(\.host) where states[host] != .arbiter {
            statusFailures[host] = .authentication("bad password")
        }
    }

    func told(_ alert: AlertName, _ host: String? = nil) -> Condition? {
        view.conditions.first { $0.alert == alert && $0.subject.node == host }
    }

    func measured(_ alert: AlertName, _ host: String? = nil) -> Double? {
        guard case .measured(let time) = truth(alert, host) else { return nil }
        return time.seconds
    }
}

extension MongoServerStatus {
    /// The oplog of a young member: a tenth full.
    static let freshOplog = MongoServerStatus(
        observedAt: .at(0), oplogEarliest: .written(.clock(at: .at(99_990))), oplogBytes: 100, oplogMaxBytes: 1000)
}

extension OpTime {
    /// As `MongoScenario` tells it.
    static func written(_ time: WallInstant) -> OpTime {
        OpTime(seconds: UInt32(clamping: time.milliseconds / 1000), increment: 1, term: 1)
    }
}
