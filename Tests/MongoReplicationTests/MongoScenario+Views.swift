import TestSupport

@testable import MongoReplication
@testable import ReplicationCore

extension MongoScenario {
    /// Primary `a:1`, secondaries `b:1`, `c:1`, … and, where wanted, an arbiter as the last.
    static func members(_ count: Int, arbiter: Bool = false) -> [ReplicaSetConfig.Member] {
        "abcdefg".prefix(count).enumerated().map { index, letter in
            .init(id: Int32(index), host: "\(letter):1", arbiterOnly: arbiter && index == count - 1)
        }
    }

    /// Connections from one member to another no longer come through: its heartbeats are not answered, and the other one
    /// receives none.
    mutating func cut(_ witness: String, to subject: String) {
        blind[witness, default: []].insert(subject)
        let (before, last) = (adjust[subject], WallInstant.clock(at: now))
        adjust[subject] = { reading in
            before?(&reading)
            for index in reading.status?.members.indices ?? 0..<0
            where reading.status?.members[index].name == witness {
                reading.status?.members[index].lastHeartbeatReceived = last
            }
        }
    }

    mutating func cut(between left: String, and right: String) {
        cut(left, to: right)
        cut(right, to: left)
    }

    /// At its next answers `witness` last heard `subject` half a second before, or `ago`.
    mutating func hear(_ subject: String, by witness: String, ago: Duration = .milliseconds(500)) {
        let before = adjust[witness]
        adjust[witness] = { reading in
            before?(&reading)
            guard let date = reading.status?.date else { return }
            let heard = WallInstant(milliseconds: date.milliseconds - Int64(ago / .milliseconds(1)))
            for index in reading.status?.members.indices ?? 0..<0
            where reading.status?.members[index].name == subject {
                reading.status?.members[index].lastHeartbeatReceived = heard
            }
        }
    }

    /// All cuts are mended.
    mutating func heal() {
        blind = [:]
        adjust = [:]
    }

    /// Somebody runs `replSetMaintenance: true` on a member, as servers show it: in the member's own row.
    mutating func beginMaintenance(of host: String) {
        states[host] = .recovering
        let before = adjust[host]
        adjust[host] = { reading in
            before?(&reading)
            for index in reading.status?.members.indices ?? 0..<0
            where reading.status?.members[index].isSelf == true {
                reading.status?.members[index].maintenanceMode = 1
            }
        }
    }

    mutating func restart(_ host: String) {
        failures[host] = nil
        states[host] = config.members.first { $0.host == host }?.arbiterOnly == true ? .arbiter : .secondary
    }

    /// Another member becomes primary in the next term; the former one, if it lives, steps down.
    mutating func elect(_ host: String) {
        for (other, state) in states where state == .primary { states[other] = .secondary }
        states[host] = .primary
        term += 1
    }

    func condition(_ alert: AlertName, _ host: String? = nil, upstream: String? = nil) -> Condition? {
        view.condition(alert, host, upstream: upstream)
    }

    func partition(_ witness: String, to subject: String? = nil) -> Condition.Truth? {
        view.partition(witness, to: subject)
    }

    func holding(_ alert: AlertName) -> [String] { view.holding(alert) }

    var availability: ReplicaSetAvailability? { view.replicaSet?.availability }
}

extension ClusterView {
    func condition(_ alert: AlertName, _ host: String? = nil, upstream: String? = nil) -> Condition? {
        conditions.first { $0.alert == alert && $0.subject == .init(node: host, upstream: upstream) }
    }

    /// What is said of the way from one member to another; without one, of the member as a whole.
    func partition(_ witness: String, to subject: String? = nil) -> Condition.Truth? {
        condition(.mongoPartition, witness, upstream: subject)?.truth
    }

    /// Findings of a kind, as `node` or `node→upstream`.
    func holding(_ alert: AlertName) -> [String] {
        conditions.filter { $0.alert == alert && $0.truth == .holds }.map { condition in
            [condition.subject.node, condition.subject.upstream].compactMap(\.self).joined(separator: "→")
        }
    }
}
