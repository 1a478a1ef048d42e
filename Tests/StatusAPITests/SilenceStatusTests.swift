import Alerting
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct SilenceStatusTests {
    @Test func thoseThatAreOverAreNotListed() throws {
        var snapshot = Samples.healthy()
        snapshot.silences = [
            Samples.silence(id: "long", seconds: 600), Samples.silence(id: "over", seconds: 0),
            Samples.silence(id: "short", seconds: 60),
        ]
        let document = SilencesDocument(snapshot)
        #expect(document.silences.map(\.id) == ["short", "long"])
        #expect(try SilencesDocument(json: document.json()) == document)
        #expect(StatusDocument(snapshot, now: snapshot.instant).silences == document.silences)
        let json = String(decoding: document.json(), as: UTF8.self)
        #expect(json.contains(#""node":null"#) && json.contains(#""ends_at":"2026-01-02T03:05:05.678Z""#))
    }

    @Test(arguments: [
        (AlertMatcher(), "everything"), (AlertMatcher(alert: "*"), "everything"),
        (AlertMatcher(cluster: "a"), "all of a"),
        (AlertMatcher(node: "n"), "all of */n"),
        (AlertMatcher(cluster: "a", node: "n", alert: "X"), "X of a/n"), (AlertMatcher(alert: "X"), "X"),
    ])
    func scopeIsInWords(matcher: AlertMatcher, scope: String) {
        var silence = Samples.silence(id: "1")
        silence.matcher = matcher
        #expect(SilenceStatus(silence).scope == scope)
    }

    @Test func repliesSurviveTheirJSON() throws {
        var reply = SilenceReply.success(Samples.silence(id: "1f2e3d4c"), warnings: ["not saved"])
        reply.matchingAlerts = 2
        #expect(try SilenceReply(json: reply.json()) == reply)
        #expect(reply.warning(["more"]).warnings == ["more", "not saved"] && reply.warning([]) == reply)
        let refused = SilenceReply.error(problems: ["full"])
        #expect(try SilenceReply(json: refused.json()) == refused && !refused.isSuccess)
    }
}
