import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct OplogRowTests {
    private static func cluster(_ oplog: OplogView? = nil) -> StatusDocument.Cluster {
        var view = Samples.films()
        if let oplog { view.nodes[1].member?.oplog = oplog }
        return StatusDocument(Samples.snapshot([view]), now: Samples.published).clusters[0]
    }

    @Test func onlyMembersWithAnOplogAreListed() {
        let rows = OplogRow.rows(of: Self.cluster())
        #expect(
            rows.map { row in OplogRow.Column.allCases.map { row[$0] } } == [
                ["m-a", "1d01h", "-", "-"], ["m-b", "1d02h", "1h30m", "in 2 h"], ["m-c", "?", "?", "-"],
            ])
        #expect(rows.map(\.concern) == [.normal, .notable, .normal])
    }

    @Test func whoeverHasNoHeadroomLeftIsBad() {
        let oplog = OplogView(window: .known(.seconds(60)), headroom: .known(.seconds(-5)), fallsOffIn: .zero)
        let row = OplogRow.rows(of: Self.cluster(oplog))[1]
        #expect(row[.headroom] == "-5.0s" && row[.falls] == "now" && row.concern == .bad)
    }

    @Test func reasonsAreToldOnceWithTheirMembers() {
        let unknown = OplogView(
            window: .unknown("the oplog is not full yet"), headroom: .unknown("the oplog is not full yet"))
        let reasons = Self.cluster(unknown).oplogUnknowns
        #expect(reasons.map(\.reason) == ["the oplog is not full yet", "no entry of it is known"])
        #expect(reasons.map(\.about) == [["m-b", "m-c"], ["m-c"]])
    }
}
