/// The kinds of journal entries that are not alerts: their `MESSAGE_ID`, and the text of `journalctl -x` about each.
///
/// Scripts select entries by their id, so ids never change. Those of alerts are in the ``AlertCatalogue``.
package enum MessageID: String, Hashable, Sendable, CaseIterable {
    case started
    case stopped
    case reloaded
    case reloadRefused = "reload_refused"
    case silenceAdded = "silence_added"
    case silenceExpired = "silence_expired"
    case alertAcknowledged = "alert_acknowledged"
    case journalEntriesDropped = "journal_entries_dropped"
    case historyMovedAside = "history_moved_aside"
    case historySavedAgain = "history_saved_again"

    /// 128 bits in hexadecimal, as in the journal's field `MESSAGE_ID`.
    package var id: String {
        switch self {
        case .started: "f2c1f0ecf3d34a12aa562c4844439cb5"
        case .stopped: "62e48d5b9cc74bbc8883238a30977583"
        case .reloaded: "81ddc680d0a74799a24d93c8c93f5581"
        case .reloadRefused: "b6c815ef252c4265ad7b9ea81fb1c375"
        case .silenceAdded: "5ecb721b11ac484ba53779920666d310"
        case .silenceExpired: "5a04bafe951e4e1d86ddb8379edaedec"
        case .alertAcknowledged: "9f1ea9cb526546338904f3bf2e1d89ca"
        case .journalEntriesDropped: "277958ece9ca48db90d03b0d69adf278"
        case .historyMovedAside: "54157ce547ab47878afcb07fa7365b6d"
        case .historySavedAgain: "8c93fdf05ce54a50b8655c241d38e2c2"
        }
    }

    /// The fields that every entry of this kind has besides `MESSAGE`. ``subject`` may name them as `@FIELD@`; for an
    /// entry without the field, `journalctl -x` would show the bare name.
    package var fields: [String] {
        switch self {
        case .started: ["REPLMON_VERSION"]
        case .silenceAdded, .silenceExpired: ["REPLMON_SILENCE", "REPLMON_AUTHOR"]
        case .alertAcknowledged: ["REPLMON_ALERT", "REPLMON_AUTHOR"]
        case .journalEntriesDropped: ["REPLMON_DROPPED"]
        case .historyMovedAside: ["REPLMON_FILE"]
        case .stopped, .reloaded, .reloadRefused, .historySavedAgain: []
        }
    }

    /// One line that says what happened; `@FIELD@` stands for the entry's field.
    package var subject: String {
        switch self {
        case .started: "replmon @REPLMON_VERSION@ was started"
        case .stopped: "replmon was stopped"
        case .reloaded: "replmon uses a new configuration"
        case .reloadRefused: "replmon refused its configuration file"
        case .silenceAdded: "Silence @REPLMON_SILENCE@ was set by @REPLMON_AUTHOR@"
        case .silenceExpired: "Silence @REPLMON_SILENCE@ of @REPLMON_AUTHOR@ has ended"
        case .alertAcknowledged: "@REPLMON_AUTHOR@ takes care of @REPLMON_ALERT@"
        case .journalEntriesDropped: "@REPLMON_DROPPED@ journal entries of replmon are missing here"
        case .historyMovedAside: "replmon moved an unreadable file to @REPLMON_FILE@"
        case .historySavedAgain: "replmon saves its history again"
        }
    }

    /// The meaning of such an entry.
    package var meaning: String {
        switch self {
        case .started:
            "The configuration was accepted and polling has begun. Alerts that were firing when replmon was last stopped "
                + "keep firing until a fresh poll says otherwise; those that ended meanwhile are then reported as "
                + "resolved."
        case .stopped:
            "replmon was asked to stop. It watches nothing and sends no alerts until it runs again; another replmon "
                + "that watches the same clusters is not affected."
        case .reloaded:
            "The file was read again and accepted; the message says what changed. Clusters that did not change keep "
                + "their connections, their history and their alerts."
        case .reloadRefused:
            "The file was read again and has a mistake; the message gives its line and column. No part of the file is "
                + "in force: replmon continues with the previous configuration."
        case .silenceAdded:
            "Until it ends, alerts that match it are shown, but nobody is notified of them. It applies to this replmon "
                + "only."
        case .silenceExpired:
            "Its time has passed, or somebody ended it. People are now notified of the alerts that match it and are "
                + "still firing."
        case .alertAcknowledged:
            "The alert keeps firing. People are notified again only when it becomes worse or is resolved."
        case .journalEntriesDropped:
            "The journal did not accept entries as fast as replmon wrote them, so that some are missing before this "
                + "entry. Monitoring and alerting continued; only these lines were lost."
        case .historyMovedAside:
            "The file that held alerts, silences, acknowledgements and events could not be read. It was moved, not "
                + "deleted, and replmon began a new one: earlier silences and acknowledgements are gone."
        case .historySavedAgain:
            "The data that could not be written for a while is on disk now, including everything that happened "
                + "meanwhile: a restart loses none of it."
        }
    }

    /// The action to take.
    package var action: String {
        switch self {
        case .started: "Nothing. `replmon ctl status` shows what it sees."
        case .stopped:
            "Nothing if this was intended. If not, `systemctl status replmon` says who or what ended it; start it again with "
                + "`systemctl start replmon`."
        case .reloaded: "Nothing. `replmon ctl status` shows what is watched now."
        case .reloadRefused:
            "Correct the file until `replmon check-config` reports no mistake, then `systemctl reload replmon`."
        case .silenceAdded:
            "Nothing. `replmon ctl silence list` shows what is silenced and until when; `replmon ctl silence expire "
                + "@REPLMON_SILENCE@` ends it early."
        case .silenceExpired: "Nothing if the work is done. Otherwise set another with `replmon ctl silence add`."
        case .alertAcknowledged: "Nothing. `replmon ctl explain @REPLMON_ALERT@` shows its state."
        case .journalEntriesDropped:
            "Look at what else fills the journal or slows its disk: `systemctl status systemd-journald`, `journalctl "
                + "--disk-usage`. `replmon ctl events` and `replmon ctl alerts --all` show what is missing here."
        case .historyMovedAside:
            "Check the disk's health (`journalctl -k`), and whether another process writes to the state directory. Set "
                + "silences that are still needed again. Delete the file when nobody needs it any more."
        case .historySavedAgain: "Nothing. The reason of the failure is in the entries before this one."
        }
    }
}
