import Glibc
import ReplicationLab

/// Replica sets that are well and do not look it, each with members named after it.
struct MongoLookAlikeStage: Sendable {
    let lab: Lab
    let version: String

    /// How long the delayed member of one of them waits.
    static let delay = Duration.seconds(5)

    /// Starts them, with what goes on in them.
    func sets() throws -> [LookAlike<MongoReplicaSet>] {
        let delayed = try set(
            "delayed",
            besides: MongoMemberPlan(name: "delayed-d", priority: 0, votes: 0, hidden: true, delay: Self.delay))
        let hidden = try set(
            "hidden", besides: MongoMemberPlan(name: "hidden-h", priority: 0, votes: 0, hidden: true))
        let reduced = try set("reduced", besides: MongoMemberPlan(name: "reduced-d", priority: 0, votes: 0))
        let maintained = try set("maintained")
        for set in [delayed, hidden, maintained] { _ = set.startLoad() }
        let thresholds = ["MongoReplicationLag": "warning: 3s, critical: 4s"]
        return [
            LookAlike(name: "idle", cluster: try set("idle"), thresholds: thresholds),
            LookAlike(name: "fresh", cluster: try fresh()),
            LookAlike(name: "delayed", cluster: delayed, thresholds: thresholds),
            LookAlike(name: "hidden", cluster: hidden),
            LookAlike(name: "maintained", cluster: maintained, stops: true),
            LookAlike(name: "restarted", cluster: try set("restarted"), stops: true),
            LookAlike(name: "reduced", cluster: reduced, stops: true),
        ]
    }

    /// A planned rolling restart: each other member is stopped and started, at last the primary after it stepped down,
    /// each over sooner than any alert's `for`. And one member is removed, and shut down.
    func disturb(_ stage: [LookAlike<MongoReplicaSet>]) throws {
        for set in stage where set.name == "reduced" {
            let removed = try set.cluster.remove("reduced-d")
            sleep(1)
            try removed.stop()
        }
        for set in stage where set.name == "restarted" {
            let first = try set.cluster.waitForPrimary()
            for member in set.cluster.members where member.name != first { try restart(member, of: set.cluster) }
            try set.cluster.stepDown()
            try restart(set.cluster.member(first), of: set.cluster)
        }
    }

    /// A secondary in maintenance mode: longer than majority writes may wait, and not as long as that has to last to be
    /// an alert.
    func maintain(_ stage: [LookAlike<MongoReplicaSet>]) throws {
        for set in stage where set.name == "maintained" {
            let primary = try set.cluster.waitForPrimary()
            let secondaries = set.cluster.members.filter { !$0.isArbiter && $0.name != primary }
            for member in secondaries { try member.setMaintenance(true) }
            sleep(12)
            for member in secondaries { try member.setMaintenance(false) }
        }
    }

    private func restart(_ member: MongoMember, of set: MongoReplicaSet) throws {
        try member.stop()
        sleep(1)
        try member.start()
        try set.waitUntilComplete()
    }

    private func set(_ name: String, besides member: MongoMemberPlan? = nil) throws -> MongoReplicaSet {
        let plans = [
            MongoMemberPlan(name: "\(name)-a"), MongoMemberPlan(name: "\(name)-b"),
            MongoMemberPlan(name: "\(name)-c", arbiter: true),
        ]
        return try MongoReplicaSet(
            in: lab, version: version, name: name, members: plans + [member].compactMap(\.self))
    }

    /// Its oplog holds all that was ever written, which is minutes.
    private func fresh() throws -> MongoReplicaSet {
        let set = try set("fresh")
        _ = set.startLoad(rate: 200)
        return set
    }
}
