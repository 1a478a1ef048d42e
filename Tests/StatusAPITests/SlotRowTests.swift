import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct SlotRowTests {
    private static func row(_ slot: SlotView) -> SlotRow? {
        var view = Samples.orders(standbyName: "db-b")
        view.nodes[0].postgresql?.slots = [slot]
        let snapshot = Samples.snapshot([view])
        return SlotRow.rows(of: StatusDocument(snapshot, now: snapshot.instant).clusters[0]).first
    }

    @Test func whatHasNoLimitOrIsNotKnownIsNeverZero() throws {
        let row = try #require(Self.row(SlotView(name: "s\u{1B}", type: "physical", active: true)))
        #expect(
            SlotRow.Column.allCases.map { row[$0] } == ["db-a", "s\\u{1B}", "physical", "active", "-", "?", "-", "-"])
        #expect(row.concern == .normal)
    }

    @Test(
        arguments: [
            ("reserved", true, .normal), ("reserved", false, .notable), ("unreserved", true, .notable),
            ("lost", false, .bad), ("missing", false, .bad), ("extended", true, .normal),
        ] as [(String, Bool, NodeRow.Concern)])
    func concernIsThatOfItsState(state: String, active: Bool, concern: NodeRow.Concern) throws {
        let slot = SlotView(name: "s", type: "physical", active: active, walStatus: state, retainedBytes: 7)
        #expect(Self.row(slot)?.concern == concern)
    }

    @Test func numbersArePeoples() throws {
        let row = try #require(
            Self.row(
                SlotView(
                    name: "s", type: "logical", active: false, walStatus: "unreserved", retainedBytes: 5 << 30,
                    safeBytes: -2048, timeToLoss: .seconds(240))))
        #expect(SlotRow.Column.allCases.suffix(4).map { row[$0] } == ["unreserved", "5.0GB", "-2.0kB", "in 4 min"])
    }
}
