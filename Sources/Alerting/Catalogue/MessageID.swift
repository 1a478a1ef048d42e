/// The kinds of journal entries that are not alerts: `MESSAGE_ID`, and what `journalctl -x` says about each.
///
/// Scripts select entries by their id, so ids never change. Alerts have theirs in the ``AlertCatalogue``.
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

    /// The fields that every entry of this kind has besides `MESSAGE`. ``subject`` may name them as `@FIELD@`: of an
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
        case .reloaded: "replmon runs with a new configuration"
        case .reloadRefused: "replmon refused its configuration file"
        case .silenceAdded: "Silence @REPLMON_SILENCE@ was set by @REPLMON_AUTHOR@"
        case .silenceExpired: "Silence @REPLMON_SILENCE@ of @REPLMON_AUTHOR@ is over"
        case .alertAcknowledged: "@REPLMON_AUTHOR@ takes care of @REPLMON_ALERT@"
        case .journalEntriesDropped: "@REPLMON_DROPPED@ journal entries of replmon are missing here"
        case .historyMovedAside: "replmon moved an unreadable file to @REPLMON_FILE@"
        case .historySavedAgain: "replmon writes its history again"
        }
    }

    /// What it means.
    package var meaning: String {
        switch self {
        case .started:
            "The configuration was accepted and polling has begun. Alerts that fired when replmon was last stopped go on "
                + "firing until a fresh poll says otherwise; what ended in between is told as resolved then."
        case .stopped:
            "replmon was asked to end. From now on nobody watches, and nothing is told, until it runs again; another "
                + "replmon that watches the same clusters is not affected."
        case .reloaded:
            "The file was read again and accepted; the message says what changed. What did not change keeps its "
                + "connections, its history and its alerts."
        case .reloadRefused:
            "The file was read again and has a mistake, which the message names with line and column. Nothing of it is in "
                + "force: replmon goes on with the configuration it had."
        case .silenceAdded:
            "The alerts that match it are shown, but not told to anybody, until it ends. It counts for this replmon only."
        case .silenceExpired:
            "Its time has passed, or somebody ended it. What it matched and is still firing is told now."
        case .alertAcknowledged:
            "The alert goes on firing, and is told again only when it becomes worse or ends."
        case .journalEntriesDropped:
            "The journal did not take entries as fast as replmon had them, so that some were lost between the entry before "
                + "this one and this one. Watching and alerting went on; what was lost are these lines only."
        case .historyMovedAside:
            "The file that held alerts, silences, acknowledgements and events could not be read. It was moved away, not "
                + "deleted, and replmon began a new one: silences and acknowledgements of before are gone."
        case .historySavedAgain:
            "What could not be written for a while is on disk now, with all that happened meanwhile: a restart forgets "
                + "nothing of it."
        }
    }

    /// What to do about it.
    package var action: String {
        switch self {
        case .started: "Nothing. `replmon ctl status` shows what it sees."
        case .stopped:
            "Nothing if it was meant. If not, `systemctl status replmon` says who or what ended it; start it again with "
                + "`systemctl start replmon`."
        case .reloaded: "Nothing. `replmon ctl status` shows what is watched now."
        case .reloadRefused:
            "Mend the file until `replmon check-config` has no more to say, then `systemctl reload replmon`."
        case .silenceAdded:
            "Nothing. `replmon ctl silence list` shows what is silenced and until when; `replmon ctl silence expire "
                + "@REPLMON_SILENCE@` ends it early."
        case .silenceExpired: "Nothing if the work is done. Else set another with `replmon ctl silence add`."
        case .alertAcknowledged: "Nothing. `replmon ctl explain @REPLMON_ALERT@` shows how it stands."
        case .journalEntriesDropped:
            "Look at what else fills the journal or slows its disk: `systemctl status systemd-journald`, `journalctl "
                + "--disk-usage`. `replmon ctl events` and `replmon ctl alerts --all` have what is missing here."
        case .historyMovedAside:
            "Look at the disk's health (`journalctl -k`) and for whoever else writes to the state directory. Set silences "
                + "that are still needed again; delete the file when nobody wants to look into it."
        case .historySavedAgain: "Nothing. The reason it had failed is in the entries before this one."
        }
    }
}
