import FoundationEssentials
import ReplicationLab
import Testing

/// A real Alertmanager that passes on each alert by itself, and all that reaches the person behind it.
final class Pager {
    let alertmanager: Alertmanager
    private let receiver: WebhookReceiver
    /// How many notices had come when the scene began, and when that was.
    private var start = (count: 0, at: ContinuousClock.now)

    /// What a refused configuration raises: at once, and whatever else is going on.
    static let mark = "ReplmonReloadFailed"

    init(in lab: Lab) async throws {
        receiver = try await WebhookReceiver(in: lab)
        alertmanager = try Alertmanager(configuration: receiver.configuration(), in: lab)
    }

    /// Everything that has reached the person, the oldest first.
    var everything: [Notice] {
        receiver.notifications.flatMap { notification in
            notification.alerts.map { Notice($0, at: notification.receivedAt) }
        }
    }

    /// What has reached the person since the scene began, but for the tests' own marks.
    var notices: [Notice] { everything.dropFirst(start.count).filter { $0.alert != Self.mark } }

    /// A scene begins.
    func begin() {
        start = (everything.count, .now)
    }

    /// Waits until the Alertmanager has heard from these observers, or from anyone.
    func waitForWatchdog(of observers: String...) async throws {
        try await eventually("the watchdog of \(observers)") {
            let heard = try await alertmanager.alerts().filter { $0.name == "ReplmonWatchdog" }
            return !heard.isEmpty && Set(observers).isSubset(of: heard.compactMap { $0.labels["observer"] })
        }
    }

    /// Waits until one that is `firing` or `resolved` has reached the person since the scene began.
    func wait(_ words: String, within limit: Duration = .seconds(20)) async throws {
        do {
            try await eventually("\(words) to reach a person", within: limit) {
                notices.contains { $0.words == words }
            }
        } catch {
            throw Unmet("\(error)\nreached: \(line(notices))")
        }
    }

    /// Prints the scene's line, and fails unless exactly this has reached the person since it began: of each alert, its
    /// notices in this order. What is said of alerts of the name `tolerated` is only printed.
    func expect(
        _ reached: [String], tolerating tolerated: String? = nil, in scene: String, should: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let notices = notices
        print(["REACHED", scene, should, line(notices)].joined(separator: " | "))
        let told = notices.filter { $0.alert != tolerated }.map(\.words)
        #expect(
            Self.byAlert(told) == Self.byAlert(reached), "\(scene): \(line(notices))", sourceLocation: sourceLocation)
        for notice in notices { check(notice, sourceLocation) }
    }

    /// Of each alert, what was said in which order: between alerts there is none.
    private static func byAlert(_ words: [String]) -> [Substring: [String]] {
        Dictionary(grouping: words) { $0.drop { $0 != " " } }
    }

    /// Labels are the alert's identity; whoever reads it at night is told what it means and what to do.
    private func check(_ notice: Notice, _ location: SourceLocation) {
        let allowed: Set = ["alertname", "cluster", "node", "upstream", "slot", "severity", "observer"]
        #expect(allowed.isSuperset(of: notice.labels.keys), "\(notice.labels)", sourceLocation: location)
        for name in ["summary", "description", "action"] {
            #expect(notice.annotations[name]?.isEmpty == false, "\(name): \(notice)", sourceLocation: location)
        }
    }

    private func line(_ notices: [Notice]) -> String {
        if notices.isEmpty { return "nothing" }
        return notices.map { notice in
            let severity = notice.labels["severity"].map { " (\($0))" } ?? ""
            return "\(notice.words)\(severity) +\((notice.at - start.at).rounded) s"
        }.joined(separator: ", ")
    }
}
