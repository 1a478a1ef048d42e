/// How often alerts are sent again to an Alertmanager, and how long they last there without that.
struct NotificationTiming: Hashable, Sendable {
    /// The time between two refreshes of an alert.
    var refresh = Duration.seconds(30)
    /// The time after which an alert ends without a refresh. Ends are sent, so this matters only when replmon is gone; it
    /// is long enough for a restart of the machine.
    var lifetime = Duration.seconds(300)
    /// The same in a pair, where every alert about a cluster ends in this way.
    var pairLifetime = Duration.seconds(90)
    /// The same for the watchdog. Its end is never sent: its expiry is the signal.
    var watchdogLifetime = Duration.seconds(120)
    /// A larger difference between an Alertmanager's clock and ours is reported.
    var clockTolerance = Duration.seconds(30)
    /// How long the end of an alert is sent again.
    var repetitionOfEnds = Duration.seconds(15 * 60)
    /// Alerts that are due within this time are sent along with those that are due now.
    var coalescing = Duration.seconds(10)
    /// After this time without an update of the alerts the watchdog is no longer sent: the evaluation has stopped.
    var watchdogPatience = Duration.seconds(60)
}
