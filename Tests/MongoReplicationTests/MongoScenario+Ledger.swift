import TestSupport

@testable import MongoReplication
@testable import ReplicationCore

/// Elections, slower facts and members that come and go.
extension MongoScenario {
    /// `run` that polls the members removed lately, too.
    mutating func watch(for duration: Duration, _ change: (inout MongoScenario) -> Void = { _ in }) {
        run(for: duration) { scenario in
            change(&scenario)
            for host in scenario.replicaSet.polled where !scenario.replicaSet.members.contains(host) {
                scenario.poll(host)
            }
        }
    }

    /// `host` becomes primary in the next term; the former one, if it lives, a secondary.
    mutating func elect(_ host: String, _ reason: String?, terms: Int64 = 1) {
        let former = config.members.first { $0.host == primary }
        if let former {
            states[former.host] = .secondary
            adjust[former.host] = nil
        }
        (states[host], term) = (.primary, term + terms)
        let date = WallInstant.clock(at: now)
        let election = ReplicaSetStatus.Election(
            reason: reason, date: date, term: term, priorPrimaryID: former?.id,
            majorityWritesAvailableAt: WallInstant(milliseconds: date.milliseconds + 40))
        adjust[host] = { $0.status?.election = reason == nil ? nil : election }
    }

    mutating func reconfigure(version: Int64? = nil, _ members: [ReplicaSetConfig.Member]) {
        (config.version, config.members) = (version ?? config.version + 1, members)
    }

    /// Slower facts as a young server of 6.0 without TLS tells them.
    static func server(rollbackID: Int64? = 1) -> MongoServerStatus {
        var server = MongoServerStatus.young
        (server.version, server.rollbackID) = ("6.0.5", rollbackID)
        return server
    }
}

extension MongoServerStatus {
    /// A tenth of the oplog is filled, nothing was rolled back, no TLS.
    static let young = MongoServerStatus(
        observedAt: .at(0), rollbackID: 1, oplogEarliest: .written(.clock(at: .at(99_990))), oplogBytes: 100,
        oplogMaxBytes: 1000, featureCompatibilityVersion: "6.0")
}
