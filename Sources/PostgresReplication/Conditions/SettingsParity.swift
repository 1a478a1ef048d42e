internal import ReplicationCore

extension PostgresMoment {
    /// Whether a standby has less of a setting than its primary has, or will have when either restarts.
    ///
    /// Less at present is critical once replay is paused by it; until replay reaches that record, and for a value that only
    /// a restart brings, it is a warning.
    /// <https://www.postgresql.org/docs/current/hot-standby.html#HOT-STANDBY-ADMIN>
    func settingsParity(_ standby: AnsweringStandby) -> Answer {
        let (name, reading) = (standby.name, standby.reading)
        guard let primary = primary(for: reading) else {
            return .unknown(
                "no primary answers to compare with", summary: "settings of \(name) compared with nobody's")
        }
        let shortfalls = parityShortfalls(of: name)
        guard let worst = shortfalls.first else {
            return hiddenChange(of: primary).map { .holdsAsWarning($0) } ?? .clear
        }
        let evidence = shortfalls.map {
            Evidence("\($0.setting.rawValue)\($0.isPresent ? "" : "_after_restart")", $0.description)
        }
        if worst.isPresent, standby.recovery.pauseState == .paused {
            return .holds("replay is paused on \(name): \(worst)", evidence)
        }
        let fate = reading.serverVersion >= 140_000 ? "pause" : "end the server"
        return .holdsAsWarning("replay on \(name) will \(fate): \(worst)", evidence)
    }

    /// A change that waits for a restart of the primary, to a value that the monitoring role may not read: it may be more
    /// than the standby has.
    private func hiddenChange(of primary: String) -> String? {
        guard let waiting = reading(primary)?.parityAwaitingRestart, !waiting.isEmpty else { return nil }
        return ParitySetting.allCases.first(where: waiting.contains).map {
            "\($0.rawValue) of \(primary) changes at its next restart, to a value that replmon's role may not read"
        }
    }
}
