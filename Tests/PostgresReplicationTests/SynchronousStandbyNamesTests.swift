import TestSupport
import Testing

@testable import PostgresReplication
@testable import ReplicationCore

@Suite struct SynchronousStandbyNamesTests {
    private typealias Names = SynchronousStandbyNames

    @Test(
        "reads what the server reads",
        arguments: [
            ("db-b", nil), ("db_b", .init(method: .first, needed: 1, names: [.named("db_b")])),
            (" a , B ", .init(method: .first, needed: 1, names: [.named("a"), .named("B")])),
            ("*", .init(method: .first, needed: 1, names: [.all])),
            ("\"*\"", .init(method: .first, needed: 1, names: [.all])),
            ("2 (a,b)", .init(method: .first, needed: 2, names: [.named("a"), .named("b")])),
            (
                "fIrSt 1(\"b c\", \"d\"\"e\",*)",
                .init(method: .first, needed: 1, names: [.named("b c"), .named("d\"e"), .all])
            ),
            ("ANY\n3\t( a$1, \"any\" )", .init(method: .any, needed: 3, names: [.named("a$1"), .named("any")])),
            ("1, 2", .init(method: .first, needed: 1, names: [.named("1"), .named("2")])),
            ("anything", .init(method: .first, needed: 1, names: [.named("anything")])),
            ("ü", .init(method: .first, needed: 1, names: [.named("ü")])),
            ("\"\"", .init(method: .first, needed: 1, names: [.named("")])),
        ] as [(String, SynchronousStandbyNames?)])
    func reads(text: String, names: SynchronousStandbyNames?) {
        #expect(SynchronousStandbyNames(text) == names)
    }

    @Test(
        "refuses what the server refuses",
        arguments: [
            "", "  ", ",", "a,", ",a", "a b", "a,,b", "any", "first", "ANY 1", "ANY (a)", "ANY 1 a", "0 (a)", "-1 (a)",
            "99999999999999999999 (a)", "1 ()", "1 (a", "1 a)", "1 (a))", "(a)", "1 (a), b", "1 ((a))", "\"a", "a\"",
            "1.5 (a)", "a;b", "ANY 1 (any)", "2a", "a'b",
        ])
    func refuses(text: String) {
        #expect(SynchronousStandbyNames(text) == nil)
    }

    @Test("compares names as the server does: ASCII letters in either case, no others")
    func compares() {
        #expect(Names("DB_b")?.list("db_B") == true)
        #expect(Names("\"Ä\"")?.list("ä") == false)
        #expect(Names("db_b")?.list("db_bb") == false)
        #expect(Names("*")?.list("anyone") == true)
        #expect(Names("*")?.listByName("anyone") == false)
    }

    @Test("any list survives being written and read again; no text brings it down", arguments: 0..<20 as Range<UInt64>)
    func fuzz(seed: UInt64) {
        var random = Seeded(state: seed)
        let letters = Array("ab1_$\"* ,()\nüANYFIRST9")
        for _ in 0..<500 {
            let text = String(
                (0..<Int.random(in: 0..<24, using: &random)).map { _ in letters.randomElement(using: &random) ?? "a" })
            if let read = SynchronousStandbyNames(text) {
                #expect(read.needed > 0 && !read.names.isEmpty, "seed \(seed): \(text)")
                let names = read.names.map { name in
                    guard case .named(let name) = name else { return "*" }
                    return "\""
                        + name.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
                }
                let written =
                    "\(read.method == .any ? "any" : "first")  \(read.needed)(\(names.joined(separator: " ,")))"
                #expect(SynchronousStandbyNames(written) == read, "seed \(seed): \(text) → \(written)")
            }
        }
    }
}
