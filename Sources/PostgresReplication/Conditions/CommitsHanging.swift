internal import ReplicationCore

/// How long commits have waited for a synchronous standby: for as long as some were seen to wait at every poll, and no longer
/// than the oldest of them has run. A commit that one poll alone sees waiting has hung for no time.
func commitsHanging(_ node: AnsweringNode, at now: MonotonicInstant) -> Answer {
    guard node.reading.isPrimary else { return .clear }
    guard let sessions = node.reading.sessions else { return node.blindSpot.map { .unknown($0) } ?? .clear }
    guard sessions.waitingForSync > 0 else { return .clear }
    let seen = node.history.syncWaitSince.map { max(.zero, $0.duration(to: now)) } ?? .zero
    let longest = min(seen, sessions.longestSyncWait.map { max(.zero, $0) } ?? seen)
    let commits = sessions.waitingForSync == 1 ? "1 commit" : "\(sessions.waitingForSync) commits"
    return .measured(
        longest,
        "\(commits) on \(node.name) waiting for a synchronous standby, for \(HumanText.age(longest)) so far",
        [
            Evidence("waiting_sessions", "\(sessions.waitingForSync)"),
            Evidence("longest_wait_seconds", HumanText.seconds(longest)),
        ])
}
