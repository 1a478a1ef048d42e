internal import ReplicationCore

extension PostgresMoment {
    /// The settings of which a standby has less than its primary, now or after a restart of either; the present first,
    /// each setting once.
    func parityShortfalls(of name: String) -> [ParityShortfall] {
        guard let reading = reading(name), reading.standby != nil,
            let primary = primary(for: reading), let upper = self.reading(primary)
        else { return [] }
        let shortfalls = ParitySetting.allCases.enumerated().compactMap { place, setting in
            ParityValues.shortfall(
                setting, of: (name, reading.parity[place]), against: (primary, upper.parity[place]))
        }
        if shortfalls.isEmpty { return [] }
        return shortfalls.filter(\.isPresent) + shortfalls.filter { !$0.isPresent }
    }
}
