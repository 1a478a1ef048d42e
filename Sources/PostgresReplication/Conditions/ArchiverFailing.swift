internal import ReplicationCore

/// Whether archiving fails: the last attempt that is known did, or none has ended for long. Both times are by one server's
/// clock.
func archiverFailing(_ node: AnsweringNode) -> Answer {
    let (name, reading) = (node.name, node.reading)
    guard let archiver = reading.archiver else { return .clear }
    let sinceSuccess = archiver.lastArchivedTime.map { reading.serverTime.since($0) }
    func evidence() -> [Evidence?] {
        [
            Evidence("last_failed_wal", optional: archiver.lastFailedWAL),
            Evidence(
                "last_failure_seconds_ago",
                optional: archiver.lastFailedTime.map { HumanText.seconds(reading.serverTime.since($0)) }),
            Evidence("last_success_seconds_ago", optional: sinceSuccess.map(HumanText.seconds)),
            Evidence("failed_count", "\(archiver.failedCount)"),
            Evidence("archived_count", "\(archiver.archivedCount)"),
        ]
    }
    if let failedAt = archiver.lastFailedTime, archiver.lastArchivedTime.map({ failedAt > $0 }) ?? true {
        return .holds(
            "\(name) cannot archive \(archiver.lastFailedWAL ?? "its WAL"): last success "
                + (sinceSuccess.map { "\(HumanText.age($0)) ago" } ?? "never, as far as its statistics show"),
            evidence())
    }
    guard let (segments, time) = node.unarchived(archiver) else { return .clear }
    return .holds(
        "\(name) has archived nothing for \(HumanText.age(time)) while it wrote \(segments) segments of WAL: "
            + "archiving hangs or cannot keep up",
        evidence())
}

extension AnsweringNode {
    /// How long an archiver may take over one segment while others wait.
    private static let longestArchiving = Duration.seconds(300)

    /// An `archive_command` that hangs neither fails nor succeeds: the segments filled since its last success, when that was
    /// long ago. One of them may be under way, another still being filled.
    fileprivate func unarchived(_ archiver: WALArchiver) -> (segments: UInt64, time: Duration)? {
        guard let success = archiver.lastArchivedTime, let readAt = history.record.lastReadingAt,
            let end = reading.sendablePosition
        else { return nil }
        let time = reading.serverTime.since(success)
        guard time >= Self.longestArchiving,
            let begin = history.clock.position(at: readAt.advanced(by: .zero - time)) ?? history.clock.oldestPosition
        else { return nil }
        let segment = max(1, reading.settings.walSegmentBytes ?? 16 << 20)
        let segments = end.rawValue / segment - min(begin, end.rawValue) / segment
        return segments >= 3 ? (segments, time) : nil
    }
}
