internal import Alerting
internal import Systemd

extension Journal {
    /// The journal of the daemon. If journald does not accept entries in time, an entry says how many were dropped.
    static func ofReplmon() -> Journal {
        Journal { lost in
            let entry = Alerting.MessageID.journalEntriesDropped
            let fields = [
                ("MESSAGE", "\(lost) journal entries were dropped: journald did not take them in time"),
                ("MESSAGE_ID", entry.id), ("PRIORITY", "4"), ("SYSLOG_IDENTIFIER", "replmon"),
                ("REPLMON_DROPPED", "\(lost)"),
            ]
            return fields.compactMap { JournalField(name: $0.0, value: $0.1) }
        }
    }
}
