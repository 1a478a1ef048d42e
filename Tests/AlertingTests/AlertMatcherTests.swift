import Alerting
import ReplicationCore
import Testing

@Suite struct AlertMatcherTests {
    private static let node = AlertIdentity(
        name: .postgresNodeDown, cluster: "orders", subject: Condition.Subject(node: "db-a"))
    private static let ours = AlertIdentity(name: .replmonReloadFailed, cluster: nil)

    @Test(
        "each part is a name or a pattern",
        arguments: [
            (AlertMatcher(), true), (AlertMatcher(cluster: "orders"), true), (AlertMatcher(cluster: "order"), false),
            (AlertMatcher(cluster: "rders"), false), (AlertMatcher(node: "db-*"), true),
            (AlertMatcher(node: "*-a"), true), (AlertMatcher(node: "d*-*a"), true), (AlertMatcher(node: "*-b"), false),
            (AlertMatcher(node: "db-a*"), true), (AlertMatcher(node: "**"), true), (AlertMatcher(node: ""), false),
            (AlertMatcher(alert: "Postgres*"), true), (AlertMatcher(alert: "postgresNodeDown"), false),
            (AlertMatcher(cluster: "orders", node: "db-a", alert: "PostgresNodeDown"), true),
            (AlertMatcher(cluster: "orders", node: "db-b", alert: "PostgresNodeDown"), false),
            (AlertMatcher(cluster: "*", node: "*", alert: "*"), true),
        ])
    func node(matcher: AlertMatcher, matches: Bool) {
        #expect(matcher.matches(Self.node) == matches)
    }

    @Test("what has no cluster or node is matched by any, not by a name")
    func ours() {
        #expect(AlertMatcher(cluster: "*", node: "*").matches(Self.ours))
        #expect(AlertMatcher(alert: "Replmon*").matches(Self.ours))
        #expect(!AlertMatcher(cluster: "orders").matches(Self.ours))
        #expect(!AlertMatcher(cluster: "?").matches(Self.ours))
    }

    @Test("other characters than * stand for themselves")
    func literal() {
        let odd = AlertIdentity(name: .mongoNoPrimary, cluster: "a.b[c]?é", subject: Condition.Subject())
        #expect(AlertMatcher(cluster: "a.b[c]?é").matches(odd))
        #expect(AlertMatcher(cluster: "*é").matches(odd))
        #expect(!AlertMatcher(cluster: "a?b[c]?é").matches(odd))
    }

    @Test("against every pattern of three letters: the same as trying every way")
    func exhaustive() {
        let letters = ["a", "b", "*"]
        let patterns = letters.flatMap { one in letters.flatMap { two in (letters + [""]).map { one + two + $0 } } }
        let names = ["", "a", "b", "ab", "ba", "aab", "abab", "bbba"]
        for pattern in patterns {
            for name in names {
                let identity = AlertIdentity(name: .mongoNoPrimary, cluster: name)
                #expect(
                    AlertMatcher(cluster: pattern).matches(identity) == Self.matches(pattern[...], name[...]),
                    "\(pattern) \(name)")
            }
        }
    }

    private static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        if first == "*" {
            return matches(pattern.dropFirst(), name) || (!name.isEmpty && matches(pattern, name.dropFirst()))
        }
        return name.first == first && matches(pattern.dropFirst(), name.dropFirst())
    }

    @Test("a pattern made to be slow is not", .timeLimit(.minutes(1)))
    func pathological() {
        let name = String(repeating: "a", count: 2000)
        let identity = AlertIdentity(name: .mongoNoPrimary, cluster: name)
        #expect(!AlertMatcher(cluster: String(repeating: "*a", count: 500) + "b").matches(identity))
        #expect(AlertMatcher(cluster: String(repeating: "*a", count: 500)).matches(identity))
        #expect(AlertMatcher(cluster: String(repeating: "*", count: 5000)).matches(identity))
    }
}
