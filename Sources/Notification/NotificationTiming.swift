/// How often an Alertmanager is told the same, and for how long that holds.
struct NotificationTiming: Hashable, Sendable {
    /// Between two times that it is told the same.
    var refresh = Duration.seconds(30)
    /// An alert of which nothing more is heard ends after this. Its end is told, so this is only for a replmon that is
    /// gone, and long enough for the machine to restart.
    var lifetime = Duration.seconds(300)
    /// The same in a pair, where every end comes this way.
    var pairLifetime = Duration.seconds(90)
    /// The same of the watchdog, whose end is never told and is waited for.
    var watchdogLifetime = Duration.seconds(120)
    /// The clock of an Alertmanager that is off by more than this is told of.
    var clockTolerance = Duration.seconds(30)
    /// For how long the end of an alert is told.
    var repetitionOfEnds = Duration.seconds(15 * 60)
    /// What is due within this goes along with what is due now.
    var coalescing = Duration.seconds(10)
    /// Without news of the alerts for so long, the watchdog falls silent: whoever judges them has stopped.
    var watchdogPatience = Duration.seconds(60)
}
