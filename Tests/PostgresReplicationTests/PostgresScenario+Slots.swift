@testable import PostgresReplication
@testable import ReplicationCore

extension PostgresScenario {
    /// A pair whose slot `db_b` has a limit of `keep` bytes, and holds back from `start` on.
    static func slotted(keep: UInt64? = nil, start: UInt64 = 100_000_000) -> PostgresScenario {
        var scenario = pair(start: start)
        scenario.servers["db-a"]?.settings.maxSlotWALKeepBytes = keep
        scenario.changeSlot("db_b") {
            $0.restartLSN = LSN(rawValue: start)
            $0.walStatus = "reserved"
            $0.safeWALSize = keep.map { Int64(clamping: $0) }
        }
        return scenario
    }

    mutating func changeSlot(_ slot: String, on name: String = "db-a", _ change: (inout ReplicationSlot) -> Void) {
        let slots = servers[name]?.slots ?? []
        servers[name]?.slots = slots.map { row in
            var row = row
            if row.name == slot { change(&row) }
            return row
        }
    }

    /// `db-a` writes; its slot `db_b` follows by `advance` bytes and keeps its limit's account.
    mutating func write(_ bytes: UInt64, advancing advance: UInt64) {
        write(bytes)
        guard let limit = servers["db-a"]?.settings.maxSlotWALKeepBytes,
            let end = servers["db-a"]?.primary?.currentLSN
        else { return }
        changeSlot("db_b") { slot in
            let restart = LSN(rawValue: (slot.restartLSN?.rawValue ?? 0) + advance)
            slot.restartLSN = restart
            slot.safeWALSize = Int64(clamping: limit) - Int64(clamping: end.bytes(past: restart))
        }
    }

    /// The connection of `db-b` ends; its slot stays, unused.
    mutating func leaveSlot() {
        let slot = servers["db-a"]?.slots.first { $0.name == "db_b" }
        cutLink(to: "db-b")
        changeSlot("db_b") {
            $0.restartLSN = slot?.restartLSN
            $0.walStatus = slot?.walStatus
            $0.safeWALSize = slot?.safeWALSize
        }
    }

    /// The worst that is said of any slot on a node; `nil` when none is judged.
    func slotCondition(_ alert: AlertName, _ node: String) -> Condition? {
        let conditions = view.conditions.filter { $0.alert == alert && $0.subject.node == node }
        func badness(_ condition: Condition) -> Double {
            switch condition.truth {
            case .holds, .holdsAsWarning, .measuredAtLeast: .infinity
            case .measured(let time): alert == .postgresSlotAtRisk ? 1e12 - time.seconds : 1 + time.seconds
            case .unknown: 0.5
            case .clear: 0
            }
        }
        return conditions.max { badness($0) < badness($1) }
    }

    /// What is said of the worst slot on a node; without any, all is well.
    func slotTruth(_ alert: AlertName, _ node: String) -> Condition.Truth? {
        slotCondition(alert, node)?.truth ?? .clear
    }

    func slot(_ slot: String, on name: String = "db-a") -> SlotView? {
        node(name)?.postgresql?.slots.first { $0.name == slot }
    }
}

extension Optional where Wrapped == Condition.Truth {
    /// What is measured, in seconds.
    var seconds: Double? {
        if case .measured(let time) = self { time.seconds } else { nil }
    }
}
