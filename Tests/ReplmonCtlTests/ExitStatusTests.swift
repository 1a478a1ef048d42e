import ReplmonCtl
import StatusAPI
import Testing

@Suite struct ExitStatusTests {
    private static func document(_ verdict: String, clusters: [(String, String)] = []) throws -> StatusDocument {
        try Documents.status(verdict: verdict, clusters: clusters.map { Documents.cluster($0.0, verdict: $0.1) })
    }

    @Test(arguments: [("ok", 0), ("warning", 1), ("critical", 2), ("unknown", 3), ("of a later release", 3)])
    func isTheVerdict(verdict: String, status: Int32) throws {
        #expect(ExitStatus.of(try Self.document(verdict)) == status)
        let document = try Self.document("ok", clusters: [("other", "critical"), ("orders", verdict)])
        #expect(ExitStatus.of(document, cluster: "orders") == status)
    }

    @Test func clusterThatIsNotThereIsUnknown() throws {
        #expect(ExitStatus.of(try Self.document("ok"), cluster: "orders") == 3)
    }
}
