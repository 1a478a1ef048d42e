internal import ReplicationCore

extension PostgresMoment {
    /// That a standby has less of a setting than its primary has, or will have when either restarts.
    ///
    /// Less at present is critical once replay is paused by it; until replay reaches that record, and for what a
    /// restart will bring, it is a warning.
    /// <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN>
    func settingsParity(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresSettingsParity, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name), let standby = reading.standby else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard let primary = primary(for: reading) else {
            return answer(.unknown("no primary answers to compare with"), "settings of \(name) compared with nobody's")
        }
        let shortfalls = parityShortfalls(of: name)
        let evidence = shortfalls.map {
            Evidence("\($0.setting.rawValue)\($0.isPresent ? "" : "_after_restart")", $0.description)
        }
        guard let worst = shortfalls.first else {
            if let hidden = hiddenChange(of: primary) { return answer(.holdsMildly, hidden) }
            return answer(.clear, "\(name) has at least the settings of \(primary)")
        }
        let isPausedByIt = worst.isPresent && standby.pauseState == .paused
        let consequence =
            isPausedByIt
            ? "replay is paused on \(name)"
            : "replay on \(name) will \(reading.serverVersion >= 140_000 ? "pause" : "end the server")"
        return answer(isPausedByIt ? .holds : .holdsMildly, "\(consequence): \(worst)", evidence)
    }

    /// A change that waits for a restart of the primary, to a value that the monitoring role may not read: it may be more
    /// than the standby has.
    private func hiddenChange(of primary: String) -> String? {
        guard let waiting = reading(primary)?.parityAwaitingRestart, !waiting.isEmpty else { return nil }
        return ParitySetting.allCases.first(where: waiting.contains).map {
            "\($0.rawValue) of \(primary) changes at its next restart, to a value that replmon's role may not read"
        }
    }

    /// The settings of which a standby has less than its primary, now or after a restart of either; the present first,
    /// each setting once.
    func parityShortfalls(of name: String) -> [ParityShortfall] {
        guard let reading = reading(name), reading.standby != nil,
            let primary = primary(for: reading), let upper = self.reading(primary)
        else { return [] }
        let shortfalls = ParitySetting.allCases.enumerated().compactMap { place, setting in
            ParityValues.shortfall(
                setting, of: (name, reading.parity[place]), against: (primary, upper.parity[place]))
        }
        if shortfalls.isEmpty { return [] }
        return shortfalls.filter(\.isPresent) + shortfalls.filter { !$0.isPresent }
    }

    /// That archiving fails: the last attempt that is known did. Both times are of one server's clock.
    func archiverFailing(_ name: String) -> Condition {
        func answer(
            _ truth: Condition.Truth, _ summary: @autoclosure () -> String,
            _ evidence: @autoclosure () -> [Evidence] = []
        ) -> Condition {
            Condition(
                .postgresArchiverFailing, node: name, truth: truth, summary: summary(), evidence: evidence(),
                blames: [name])
        }
        guard let reading = reading(name) else {
            let reason = staleReason(of: name)
            return answer(.unknown(reason), reason)
        }
        guard let archiver = reading.archiver else { return answer(.clear, "\(name) does not archive") }
        let sinceSuccess = archiver.lastArchivedTime.map { reading.serverTime.since($0) }
        let evidence = {
            [
                Evidence("last_failed_wal", optional: archiver.lastFailedWAL),
                Evidence(
                    "last_failure_seconds_ago",
                    optional: archiver.lastFailedTime.map { HumanText.seconds(reading.serverTime.since($0)) }),
                Evidence("last_success_seconds_ago", optional: sinceSuccess.map(HumanText.seconds)),
                Evidence("failed_count", "\(archiver.failedCount)"),
                Evidence("archived_count", "\(archiver.archivedCount)"),
            ].compactMap(\.self)
        }
        guard let failedAt = archiver.lastFailedTime, archiver.lastArchivedTime.map({ failedAt > $0 }) ?? true else {
            if let (segments, time) = unarchived(name, reading, archiver) {
                return answer(
                    .holds,
                    "\(name) has archived nothing for \(HumanText.age(time)) while it wrote \(segments) segments of WAL: "
                        + "archiving hangs or cannot keep up",
                    evidence())
            }
            return answer(.clear, "\(name) archives", evidence())
        }
        return answer(
            .holds,
            "\(name) cannot archive \(archiver.lastFailedWAL ?? "its WAL"): last success "
                + (sinceSuccess.map { "\(HumanText.age($0)) ago" } ?? "never, as far as its statistics tell"),
            evidence())
    }

    /// How long an archiver may take over one segment while others wait.
    private static let longestArchiving = Duration.seconds(300)

    /// An archive_command that hangs neither fails nor succeeds: segments filled since its last success, when that was
    /// long ago. One of them may be under way, another still being filled.
    private func unarchived(
        _ name: String, _ reading: HeldReading, _ archiver: WALArchiver
    ) -> (segments: UInt64, time: Duration)? {
        guard let success = archiver.lastArchivedTime, let node = nodes[name], let readAt = node.record.lastReadingAt,
            let end = reading.sendablePosition
        else { return nil }
        let time = reading.serverTime.since(success)
        guard time >= Self.longestArchiving,
            let begin = node.clock.position(at: readAt.advanced(by: .zero - time)) ?? node.clock.oldestPosition
        else { return nil }
        let segment = max(1, reading.settings.walSegmentBytes ?? 16 << 20)
        let segments = end.rawValue / segment - min(begin, end.rawValue) / segment
        return segments >= 3 ? (segments, time) : nil
    }
}
