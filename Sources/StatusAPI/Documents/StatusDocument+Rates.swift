internal import ReplicationCore

extension StatusDocument.Node {
    /// How fast WAL moves there: `writes 3.1MB/s`, `receives 3.1MB/s, replays 2.0MB/s`; `nil` when it is not known.
    package var ratesText: String? {
        let rates = [
            ("writes", rates?.generatedBytesPerSecond), ("receives", rates?.receivedBytesPerSecond),
            ("replays", rates?.replayedBytesPerSecond),
        ]
        let known = rates.compactMap { verb, rate in
            rate.map { "\(verb) \(HumanText.speed(bytesPerSecond: $0))" }
        }
        return known.isEmpty ? nil : known.joined(separator: ", ")
    }

    /// Where a standby that is behind is heading: `catches up in 4 min`; `nil` when it is level, or that is not known.
    package var trendText: String? {
        if let catchUpSeconds { return "catches up " + HumanText.expected(inSeconds: catchUpSeconds) }
        return fallingBehindBytesPerSecond.map { "falls behind by \(HumanText.speed(bytesPerSecond: $0))" }
    }
}
