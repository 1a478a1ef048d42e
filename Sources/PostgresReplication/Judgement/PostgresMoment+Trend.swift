internal import ReplicationCore

extension PostgresMoment {
    /// This much counts as level whatever is written: less than one checkpoint record or vacuum may leave under way.
    private static let levelBytes = 1_048_576.0
    /// Differences of rates below this share of what is written are noise of the sampling, not a direction.
    private static let steadyShare = 0.05

    /// Where a standby that is behind is heading: `nil` where that is not known, or where it stays as far behind as it is.
    ///
    /// A configured delay is taken off first: at its delay a standby is level. Level is also what half of the staleness limit
    /// (about one poll) leaves unread at the rate of writing.
    func trend(of standby: String, lag: Lag) -> ReplicationTrend? {
        guard let reading = reading(standby), let replayed = reading.standby?.replayLSN,
            let node = nodes[standby], let readAt = node.record.lastReadingAt,
            let primary = primary(for: reading), let source = nodes[primary],
            lag.bytes?.value != nil
        else { return nil }
        let due = readAt.advanced(by: .zero - (applyDelay(of: standby) ?? .zero))
        guard let end = source.clock.position(at: due).map(LSN.init(rawValue:)) else { return nil }
        let missing = Double(end.bytes(past: replayed))
        let generated = source.rateMeter.rates(at: now).generated
        if missing <= max(Self.levelBytes, (generated ?? 0) * limits.reading.seconds / 2) { return .level }
        guard let generated, let replaying = node.rateMeter.rates(at: now).replayed else { return nil }
        let gain = replaying - generated
        guard abs(gain) > generated * Self.steadyShare else { return nil }
        return gain > 0 ? .catchingUp(.seconds(min(missing / gain, 1e9))) : .fallingBehind(-gain)
    }

    /// A node's rates as facts.
    func rateEvidence(_ name: String) -> [Evidence] {
        guard reading(name) != nil, let rates = nodes[name]?.rateMeter.rates(at: now) else { return [] }
        return [
            Evidence("generated_bytes_per_second", optional: rates.generated.map(Self.whole)),
            Evidence("received_bytes_per_second", optional: rates.received.map(Self.whole)),
            Evidence("replayed_bytes_per_second", optional: rates.replayed.map(Self.whole)),
        ].compactMap(\.self)
    }

    /// A trend as half a sentence; `nil` when there is none worth one.
    static func phrase(for trend: ReplicationTrend?) -> String? {
        switch trend {
        case .catchingUp(let time): "level again in \(HumanText.age(time)) at this rate"
        case .fallingBehind(let rate): "falling behind by \(HumanText.speed(bytesPerSecond: rate))"
        case .level, nil: nil
        }
    }

    /// A rate without its fraction.
    static func whole(_ rate: Double) -> String {
        UInt64(exactly: rate.rounded()).map(\.description) ?? "?"
    }
}
