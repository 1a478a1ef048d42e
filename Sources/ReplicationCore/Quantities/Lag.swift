/// How far behind a node is, in time and in bytes, each known or unknown for a reason.
package struct Lag: Hashable, Sendable {
    /// Time behind the primary, a configured delay included.
    package var time: Known<Duration>
    /// The largest error of `time`: the gap between two samples of the primary, and the time the node's poll took.
    package var errorBound: Duration?
    /// Where `time` is unknown because the node is behind every sample of the primary: the least time that it is
    /// behind.
    package var atLeast: Duration?
    /// The member that `time` compares with when the primary does not answer: the freshest one.
    package var comparedWith: String?
    /// Where nothing arrives any more: the instant at which `time` was measured. Since then it grows by a second per
    /// second. `nil` where `time` is that of the node's last reading.
    package var growingSince: MonotonicInstant?
    /// Bytes of log behind the primary's position, by stage, each included in the next; MongoDB has none.
    package var bytes: Known<Stages>?

    /// Bytes not yet sent to, received by, and replayed by the node.
    package struct Stages: Hashable, Sendable {
        /// Not yet sent by the upstream; `nil` when its WAL sender is not seen.
        package var send: UInt64?
        /// Not yet received (written and flushed) by the node; `nil` when it never streamed.
        package var receive: UInt64?
        /// Not yet replayed: the bytes that a read on the node does not see.
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
