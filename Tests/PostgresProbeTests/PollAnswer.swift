/// Rows of a poll, for a server that a test plays.
enum PollAnswer {
    /// The answer of a primary of version 15 without standbys.
    static func primary(mayReplicate: Bool? = nil, timeline: UInt32 = 1) -> [[String?]] {
        let file = String(timeline, radix: 16)
        let server = row("server", ["false", "5", "0", "1", "true", "true", "true", "0/1000", file])
        guard let mayReplicate else { return [server] }
        return [server, row("inventory", [nil, nil, nil, nil, nil, nil, nil, "\(mayReplicate)"])]
    }

    private static func row(_ kind: String, _ values: [String?]) -> [String?] {
        [kind] + values + [String?](repeating: nil, count: 16 - values.count)
    }
}
