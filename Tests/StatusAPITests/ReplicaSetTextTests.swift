import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct ReplicaSetTextTests {
    private static func cluster(_ adjust: (inout ClusterView) -> Void = { _ in }) -> StatusDocument.Cluster {
        var view = Samples.films()
        adjust(&view)
        return StatusDocument(Samples.snapshot([view]), now: Samples.published).clusters[0]
    }

    @Test func electionsTellWhoWhenWhyAndHowLong() {
        #expect(
            Self.cluster().replicaSet?.elections.first?.text
                == "term 7: m-a, 12 s ago: electionTimeout; before: m-b; 3.2s without a primary; "
                + "majority writes after 450ms")
        let bare = Self.cluster { view in
            view.replicaSet?.elections = [ElectionRecord(term: 8, seenAt: Samples.published)]
        }
        #expect(bare.replicaSet?.elections.first?.text == "term 8: winner not known, 0 s ago: reason not known")
    }

    @Test func rollbacksTellWhenTheyHappened() {
        #expect(
            Self.cluster().replicaSet?.rollbacks.first?.text
                == "m-b: 2 rollbacks between 2026-01-02T03:00:00.678Z and 2026-01-02T03:00:05.678Z, "
                + "4 min ago; rbid is 5"
        )
    }

    @Test func membersTellTheirStanding() {
        let texts = Self.cluster().nodes.map(\.memberText)
        let rest = "compatibility version 6.0; clock 1.5s behind the set's (give or take 2ms); "
        let certificate = "certificate until 2027-01-01T00:00:00.000Z"
        #expect(
            texts == [
                "1 vote, priority 1; compatibility version 6.0; clock as the set's (give or take 2ms); "
                    + certificate,
                "1 vote, priority 1; " + rest + certificate,
                "0 votes, priority 1, hidden; initial sync 42%, 12 min left, 1 attempt failed; " + rest + certificate,
                nil,
            ])
    }

    @Test(
        arguments: [
            (nil, "initial sync under way"), (0, "initial sync 0%"), (0.9999, "initial sync 99%"),
            (7, "initial sync 100%"),
        ] as [(Double?, String)])
    func progressIsNeverMoreThanWasCopied(fraction: Double?, text: String) {
        let cluster = Self.cluster { $0.nodes[2].member?.initialSync = InitialSyncProgress(fraction: fraction) }
        #expect(cluster.nodes[2].initialSync?.text == text)
    }

    @Test func theLineOfAMemberShowsItsInitialSyncOrThatItWasRemoved() {
        let syncing = NodeRow(Self.cluster().nodes[2], in: Self.cluster())
        #expect(syncing.state == "sync 42%" && syncing.concern == .notable && syncing.lag == "?")
        let unknown = Self.cluster { $0.nodes[2].member?.initialSync = InitialSyncProgress() }
        #expect(NodeRow(unknown.nodes[2], in: unknown).state == "sync ?")
        let gone = Self.cluster { view in
            view.nodes[3] = NodeView(
                name: "m-d", role: "removed", reachable: false, observedAge: .seconds(40), failure: .connect("refused"),
                reach: Samples.reach(answered: 0, failed: 8))
        }
        let row = NodeRow(gone.nodes[3], in: gone)
        #expect(row.role == "removed" && row.state == "-" && row.concern == .normal)
    }

    @Test func aSyncingMemberThatDoesNotAnswerIsBad() {
        let cluster = Self.cluster { view in
            view.nodes[2].reachable = false
            view.nodes[2].failure = .connect("refused")
        }
        let row = NodeRow(cluster.nodes[2], in: cluster)
        #expect(row.state == "connect" && row.concern == .bad)
    }
}
