/// How far behind a node is, in time and in bytes, each known or unknown for a reason.
package struct Lag: Hashable, Sendable {
    /// Time behind the primary, a configured delay included.
    package var time: Known<Duration>
    /// How far off `time` may be: the gap between two samples of the primary, and the time the node's poll took.
    package var errorBound: Duration?
    /// Where `time` is unknown because the node is behind all that was seen of the primary: what it is behind at least.
    package var atLeast: Duration?
    /// Whom `time` compares with where that is not the primary, which does not answer: the freshest member.
    package var comparedWith: String?
    /// Where nothing arrives any more: when `time` was measured. Since then it has grown by a second per second. `nil` where
    /// `time` is that of the node's last reading.
    package var growingSince: MonotonicInstant?
    /// Bytes of log behind the primary's position, by stage, each included in the next; MongoDB has none.
    package var bytes: Known<Stages>?

    /// Bytes not yet sent to, received by, and replayed by the node.
    package struct Stages: Hashable, Sendable {
        /// Not yet sent by the upstream; `nil` when its WAL sender is not seen.
        package var send: UInt64?
        /// Not yet received (written and flushed) here; `nil` when it never streamed.
        package var receive: UInt64?
        /// Not yet replayed: what a reader misses.
        package var replay: UInt64

        package init(send: UInt64?, receive: UInt64?, replay: UInt64) {
            self.send = send
            self.receive = receive
            self.replay = replay
        }
    }

    package init(
        time: Known<Duration>, errorBound: Duration? = nil, atLeast: Duration? = nil, bytes: Known<Stages>? = nil,
        comparedWith: String? = nil
    ) {
        self.time = time
        self.errorBound = errorBound
        self.atLeast = atLeast
        self.bytes = bytes
        self.comparedWith = comparedWith
    }

    package static func unknown(_ reason: String) -> Lag {
        Lag(time: .unknown(reason), bytes: .unknown(reason))
    }
}
