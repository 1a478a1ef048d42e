import ReplicationCore

/// Alerts about replmon itself.
extension AlertCatalogue {
    static let replmonProbeLate = AlertRule(
        .replmonProbeLate, .warning, for: .seconds(60), keepFiringFor: .seconds(60),
        messageID: "e9beb6eec7bf4353a9e65c4e699e00d8",
        meaning: "replmon runs its polls late: the values it shows are older than poll_interval promises.",
        action: "Check this machine's load (`top`, `vmstat 1`: CPU, memory, swap), then how long a poll of "
            + "the named nodes takes; a longer poll_interval reduces the load on both.")

    static let replmonReloadFailed = AlertRule(
        .replmonReloadFailed, .warning, for: .zero,
        messageID: "8de263729066487abd099969876ffbf4",
        meaning: "The configuration file was refused at the last reload; replmon continues with the previous "
            + "one.",
        action: "Run `replmon check-config`, correct what it reports, and reload again.")

    static let replmonNotificationFailing = AlertRule(
        .replmonNotificationFailing, .warning, for: .seconds(60),
        messageID: "444f7197501b41ed936d230578fcc95d",
        meaning: "An Alertmanager cannot be reached, refuses replmon's alerts, or has a clock that differs "
            + "too much: alerts may not reach people through it.",
        action: "Try its URL from this machine (`curl URL/-/ready`). Check the reason in the evidence, its "
            + "log, and the credentials in the files that replmon.yml names.")

    static let replmonHistoryDegraded = AlertRule(
        .replmonHistoryDegraded, .warning, for: .seconds(10),
        messageID: "452f47896b6a42f39fb75b518ce879a5",
        meaning: "replmon cannot write the data that must survive its restart, or could not read the file "
            + "that held it. Monitoring and alerting continue from memory.",
        action: "Check the state directory (`df -h /var/lib/replmon`): free space, permissions, the disk's "
            + "health. replmon tries again by itself. A file that was moved aside may be deleted after you "
            + "have looked at it.")

    static let replmonWatchdog = AlertRule(
        .replmonWatchdog, .warning, for: .zero,
        messageID: "6b4b1f3e555c49209c526ee774edfeaa",
        meaning: "Always firing, so that its absence shows that replmon, or the notification path, is broken. "
            + "replmon sends it to every Alertmanager, and the Prometheus rule of this name raises it; "
            + "`replmon ctl alerts` does not list it.",
        action: "Nothing. Route it to a receiver that raises an alarm when it stops arriving.")
}
