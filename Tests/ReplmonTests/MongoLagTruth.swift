import ReplicationLab
import StatusAPI
import Testing

/// What was reported of one secondary's lag, held against writes at noted instants.
struct MongoLagTruth: CustomStringConvertible {
    let node: String
    let log: MongoWriteLog
    /// The instants between which it was stopped from applying anything.
    var held: ClosedRange<Int64>?
    private(set) var looks = 0
    private(set) var unknown = 0
    private(set) var largestLag = 0.0
    /// Of what the lag was at least.
    private(set) var largestLeastLag = 0.0
    private var largestError = 0.0
    private var largestBound = 0.0
    private var last = 0.0

    /// How old what a secondary applies may be while it is well.
    private static let usualLag: Int64 = 300_000_000

    init(node: String, log: MongoWriteLog) {
        (self.node, self.log) = (node, log)
    }

    var description: String {
        "\(looks) looks, \(unknown) of unknown lag, largest lag \(largestLag) s, largest error \(largestError) s, "
            + "largest bound \(largestBound) s"
    }

    /// Notes what a status says of it.
    mutating func compare(_ status: StatusDocument) throws {
        let seen = WriteLog.now()
        let node = try status.node(node)
        guard let lag = node.lagSeconds, let bound = node.lagErrorBoundSeconds, let age = node.lagDataAgeSeconds else {
            #expect(node.lagUnknownReason?.isEmpty == false, "\(node)")
            unknown += 1
            return
        }
        looks += 1
        largestLag = max(largestLag, lag)
        largestLeastLag = max(largestLeastLag, node.leastLagSeconds ?? 0)
        largestBound = max(largestBound, bound)
        guard let truth = truth(at: seen - Int64(age * 1e9)) else { return }
        let error = max(0, truth.lowerBound - lag, lag - truth.upperBound)
        largestError = max(largestError, error)
        // The document rounds to milliseconds: the lag, its bound and the age.
        #expect(error <= bound + 0.003, "\(lag) s ± \(bound) s, in truth \(truth)")
        #expect(lag >= last, "\(lag) s after \(last) s")
        last = lag
    }

    /// Between the last write that it can have applied and the last that the primary can have had, in seconds, about as
    /// long ago as the positions are that were compared; `nil` while it is not held, or when they are older than that.
    private func truth(at instant: Int64) -> ClosedRange<Double>? {
        guard let held, instant > held.upperBound else { return nil }
        let writes = log.writes
        let reach = instant...WriteLog.now()
        guard let written = writes.last(where: { $0.end <= reach.lowerBound }),
            let writing = writes.last(where: { $0.start <= reach.upperBound }),
            let applied = writes.last(where: { $0.end <= held.lowerBound - Self.usualLag }),
            let applying = writes.last(where: { $0.start <= held.upperBound })
        else { return nil }
        let least = max(0, Double(written.start - applying.end) / 1e9)
        return least...max(least, Double(writing.end - applied.start) / 1e9)
    }
}
