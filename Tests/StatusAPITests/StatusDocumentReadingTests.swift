import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct StatusDocumentReadingTests {
    @Test func dataIsAsOldAsTheOldestAnswerOfTheNodesThatAnswer() {
        var document = StatusDocument(Samples.healthy(), now: Samples.published)
        #expect(document.clusters[0].dataAgeSeconds == 0.3)
        document.clusters[0].nodes[1].reachable = false
        #expect(document.clusters[0].dataAgeSeconds == 0.1)
        document.clusters[0].nodes[0].reachable = false
        document.clusters[0].nodes[0].observedAgeSeconds = nil
        #expect(document.clusters[0].dataAgeSeconds == 0.3)
        document.clusters[0].nodes[1].observedAgeSeconds = nil
        #expect(document.clusters[0].dataAgeSeconds == nil)
    }

    @Test func unknownsOfOneReasonAreToldOnce() {
        var cluster = StatusDocument(Samples.silentStandby(), now: Samples.published).clusters[0]
        var other = cluster.unknowns[0]
        other.alert = "PostgresReplayBlocked"
        var third = other
        third.reason = "no primary"
        cluster.unknowns += [third, other]
        #expect(cluster.unknownsByReason.map(\.open.count) == [2, 1])
        #expect(cluster.unknownsByReason[0].open == ["PostgresReplicationLag db-b", "PostgresReplayBlocked db-b"])
        #expect(cluster.unknownsInShort[0].open == cluster.unknownsByReason[0].open)
        cluster.unknowns += [other, other, other]
        #expect(
            cluster.unknownsInShort[0].open
                == ["PostgresReplicationLag db-b", "PostgresReplayBlocked db-b", "and 3 more"])
    }

    @Test func alertsBelongToTheirClusterUntilResolved() {
        var document = StatusDocument(Samples.silentStandby(), now: Samples.published)
        #expect(document.activeAlerts(of: "orders").count == 1)
        #expect(document.activeAlerts(of: nil).isEmpty)
        document.alerts[0].state = "resolved"
        #expect(document.activeAlerts(of: "orders").isEmpty)
    }

    @Test func wordsOfALaterReleaseAreUnknown() {
        #expect(Verdict(word: "catastrophic") == .unknown)
        #expect(Verdict(word: "critical") == .critical)
        #expect(Set(Verdict.allCases.map(\.glyph)).count == Verdict.allCases.count)
    }
}
