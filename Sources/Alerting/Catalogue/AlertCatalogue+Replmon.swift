import ReplicationCore

/// Alerts about replmon itself.
extension AlertCatalogue {
    static let replmonProbeLate = AlertRule(
        .replmonProbeLate, .warning, for: .seconds(60), keepFiringFor: .seconds(60),
        messageID: "e9beb6eec7bf4353a9e65c4e699e00d8",
        meaning: "replmon does not get round to its polls in time: what it says is older than poll_interval promises.",
        action: "Look at this machine's load (`top`, `vmstat 1`: CPU, memory, swap), then at the time a poll of the "
            + "named nodes takes; a longer poll_interval asks less of both.")

    static let replmonReloadFailed = AlertRule(
        .replmonReloadFailed, .warning, for: .zero,
        messageID: "8de263729066487abd099969876ffbf4",
        meaning: "The configuration file was refused at the last reload; replmon goes on with the previous one.",
        action: "Run `replmon check-config`, mend what it names, and reload again.")

    static let replmonNotificationFailing = AlertRule(
        .replmonNotificationFailing, .warning, for: .seconds(60),
        messageID: "444f7197501b41ed936d230578fcc95d",
        meaning: "An Alertmanager does not take what replmon tells it: alerts may not reach people through it.",
        action:
            "Try its URL from this machine (`curl URL/-/ready`); look at the reason in the evidence, at its log, and "
            + "at the credentials in the files that replmon.yml names.")

    static let replmonHistoryDegraded = AlertRule(
        .replmonHistoryDegraded, .warning, for: .seconds(10),
        messageID: "452f47896b6a42f39fb75b518ce879a5",
        meaning:
            "What must survive a restart is not being written, or the file that held it could not be read. Watching "
            + "and alerting go on from memory.",
        action: "Look at the state directory (`df -h /var/lib/replmon`): free space, permissions, the disk's health. "
            + "replmon tries again by itself; a file that was moved aside may be deleted once you have looked at it.")

    static let replmonWatchdog = AlertRule(
        .replmonWatchdog, .warning, for: .zero,
        messageID: "6b4b1f3e555c49209c526ee774edfeaa",
        meaning:
            "Always firing, so that its absence shows that replmon, or the way from it to people, is broken. replmon "
            + "sends it to every Alertmanager, the rule of this name raises it from Prometheus; `replmon ctl alerts` "
            + "does not list it.",
        action: "Nothing. Route it to a receiver that complains when it stops.")
}
