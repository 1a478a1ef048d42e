import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct ViewsTableTests {
    private static func cluster(_ adjust: (inout ClusterView) -> Void = { _ in }) -> StatusDocument.Cluster {
        var view = Samples.films()
        adjust(&view)
        return StatusDocument(Samples.snapshot([view]), now: Samples.published).clusters[0]
    }

    @Test func aRowForEachWitnessAndAColumnForEachMember() throws {
        let table = try #require(ViewsTable(Self.cluster()))
        #expect(table.subjects == ["m-a", "m-b", "m-c", "m-d"])
        #expect(table.rows.map(\.witness) == ["replmon", "m-a", "m-b", "m-c", "m-d"])
        #expect(
            table.rows.map { $0.cells.map(\.text) } == [
                ["primary", "secondary", "startup2", "arbiter"], ["·", "secondary", "?", "?"],
                ["✗", "·", "?", "?"], ["?", "?", "·", "?"], ["?", "?", "?", "·"],
            ])
        #expect(table.rows[2].cells[0].concern == .bad)
        #expect(table.rows[0].cells.map(\.concern) == [.normal, .normal, .notable, .normal])
    }

    @Test func aWitnessOrSubjectThatIsNoNodeIsShownToo() throws {
        let cluster = Self.cluster { view in
            view.replicaSet?.peerReports.append(PeerReport(reporter: "old\u{1B}", subject: "older", reaches: true))
        }
        let table = try #require(ViewsTable(cluster))
        #expect(table.subjects.last == "older")
        #expect(table.rows.last?.witness == "old\\u{1B}")
        #expect(table.rows.allSatisfy { $0.cells.count == table.subjects.count })
    }

    @Test func thereIsNoneBeforeAnybodySaidAnything() {
        #expect(ViewsTable(Self.cluster { $0.replicaSet?.peerReports = [] }) == nil)
        #expect(ViewsTable(Self.cluster { $0.replicaSet = nil }) == nil)
    }

    @Test func thoseWhoDoNotReachEachOtherAreListedWithTheWitnesssWords() {
        #expect(
            Self.cluster().replicaSet?.unreached
                == ["m-b does not reach m-a: last heard of it 400ms ago; electionTimeout"])
        let silent = Self.cluster { view in
            view.replicaSet?.peerReports = [PeerReport(reporter: nil, subject: "m-c", reaches: false)]
        }
        #expect(silent.replicaSet?.unreached == ["replmon does not reach m-c"])
    }
}
