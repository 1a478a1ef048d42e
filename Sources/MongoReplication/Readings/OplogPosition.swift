internal import ReplicationCore

/// How far a member has come in the oplog, by one reply of its own or of another member.
struct OplogPosition: Hashable, Sendable {
    /// The newest entry applied: exact, and in order whatever wall clocks do.
    var opTime: OpTime
    /// The primary's wall clock when it wrote that entry; at most `resolution` earlier than it was.
    var written: WallInstant
    /// A millisecond; a second where only timestamps are shown: before 4.4.11, and without credentials.
    var resolution: Duration

    /// `nil` for the null optime of a member that has no data or is down.
    init?(second opTime: OpTime?) {
        guard let opTime, !opTime.isNull else { return nil }
        (self.opTime, written, resolution) = (opTime, opTime.second, .seconds(1))
    }

    /// `nil` also where the wall time is the epoch that stands for "none".
    init?(_ opTime: OpTime?, written: WallInstant?) {
        self.init(second: opTime)
        guard let written else { return }
        guard written.milliseconds > 0 else { return nil }
        (self.written, resolution) = (written, .milliseconds(1))
    }

    /// Orders entries on one ``PositionClock``.
    var timestamp: UInt64 { UInt64(opTime.seconds) << 32 | UInt64(opTime.increment) }

    /// Whether the holder has everything that `other` stands for.
    func includes(_ other: OplogPosition) -> Bool {
        opTime >= other.opTime
    }

    /// Both in the finer unit that both have.
    static func aligned(_ left: OplogPosition, _ right: OplogPosition) -> (OplogPosition, OplogPosition) {
        left.resolution == right.resolution ? (left, right) : (left.inSeconds, right.inSeconds)
    }

    private var inSeconds: OplogPosition {
        OplogPosition(second: opTime) ?? self
    }
}

extension OpTime {
    /// The second the entry was written in, by the clock of its primary.
    var second: WallInstant { WallInstant(milliseconds: Int64(seconds) * 1000) }
}
