import FoundationEssentials
import ReplicationLab
import StatusAPI
import Testing

/// What was reported of one standby's lag, held against the truth: commits at noted instants.
struct LagComparison: CustomStringConvertible {
    private(set) var looks = 0
    private(set) var unknown = 0
    private(set) var largestLag = 0.0
    private var largestError = 0.0
    private var largestBound = 0.0
    private var last = 0.0

    var description: String {
        "\(looks) looks, \(unknown) of unknown lag, largest lag \(largestLag) s, largest error \(largestError) s, "
            + "largest bound \(largestBound) s"
    }

    /// Notes what a status says of a standby; `seen` are the instants just before it was asked for and just after. One
    /// that is `held` back only falls further behind.
    mutating func note(
        _ name: String, in status: StatusDocument, seen: ClosedRange<Int64>, held: Bool, with log: WriteLog
    ) throws {
        let node = try status.node(name)
        guard let lag = node.lagSeconds, let position = node.details["replay_lsn"],
            let bound = node.lagErrorBoundSeconds
        else {
            #expect(node.lagUnknownReason?.isEmpty == false, "\(node)")
            unknown += 1
            return
        }
        let judged = try Self.judged(node, in: status, seen: seen)
        guard let least = log.lag(atReplay: position, at: judged.lowerBound)?.lowerBound,
            let most = log.lag(atReplay: position, at: judged.upperBound)?.upperBound
        else { return }
        // The document rounds to milliseconds: the lag, its bound and the age.
        let error = max(0, least / .seconds(1) - lag, lag - most / .seconds(1))
        #expect(error <= bound + 0.0025, "\(name): \(lag) s ± \(bound) s, in truth \(least) to \(most)")
        if held { #expect(lag >= last, "\(name): \(lag) s after \(last) s") }
        last = lag
        looks += 1
        largestLag = max(largestLag, lag)
        largestError = max(largestError, error)
        largestBound = max(largestBound, bound)
    }

    /// The moment that a lag speaks of: of a live standby when it was read, which the document tells by the reading's
    /// age; of one that nothing arrives on when the document was made.
    private static func judged(
        _ node: StatusDocument.Node, in status: StatusDocument, seen: ClosedRange<Int64>
    ) throws -> ClosedRange<Int64> {
        if ["disconnected", "stalled"].contains(try status.link(to: node.name).state) {
            let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
            let age = try Date.now.timeIntervalSince(style.parse(status.generatedAt))
            let made = WriteLog.now() - Int64(age * 1e9)
            return made - 2_000_000...made + 2_000_000
        }
        guard let age = node.observedAgeSeconds else { throw Unmet("no age of \(node)") }
        let read = Int64(age * 1e9)
        return seen.lowerBound - read...seen.upperBound - read
    }
}
