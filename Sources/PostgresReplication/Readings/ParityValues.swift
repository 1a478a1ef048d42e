internal import ReplicationCore

/// One setting of ``ParitySetting`` on one server, as far as it shows it.
struct ParityValues: Sendable, Hashable {
    var now: Int?
    /// After the next restart, where that changes it.
    var afterRestart: Int?

    var least: Int? { afterRestart.map { min($0, now ?? $0) } ?? now }
    var most: Int? { afterRestart.map { max($0, now ?? $0) } ?? now }

    /// The present value, then what the next restart brings.
    func sides(of node: String) -> [ParityShortfall.Side] {
        [
            now.map { ParityShortfall.Side(node: node, value: $0, isAfterRestart: false) },
            afterRestart.map { ParityShortfall.Side(node: node, value: $0, isAfterRestart: true) },
        ].compactMap(\.self)
    }

    /// The first way in which a standby has less than its primary; `nil` when it has as much, whoever restarts.
    static func shortfall(
        _ setting: ParitySetting, of standby: (name: String, values: ParityValues),
        against primary: (name: String, values: ParityValues)
    ) -> ParityShortfall? {
        guard let least = standby.values.least, let most = primary.values.most, least < most else { return nil }
        return primary.values.sides(of: primary.name).lazy.flatMap { ours in
            standby.values.sides(of: standby.name).map {
                ParityShortfall(setting: setting, primary: ours, standby: $0)
            }
        }
        .first { $0.standby.value < $0.primary.value }
    }
}
