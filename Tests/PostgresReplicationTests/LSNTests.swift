import PostgresReplication
import Testing

@Suite struct LSNTests {
    @Test(
        "PostgreSQL's text form is read and printed back",
        arguments: [
            ("0/0", 0), ("16/B374D848", 0x16_B374_D848), ("FFFFFFFF/FFFFFFFF", UInt64.max), ("1/0", 0x1_0000_0000),
            ("0/1000000", 0x100_0000),
        ] as [(String, UInt64)])
    func text(text: String, value: UInt64) {
        #expect(LSN(text)?.rawValue == value)
        #expect(LSN(rawValue: value).description == text)
    }

    @Test(
        "anything else is refused, not read as zero",
        arguments: [
            "", "/", "0", "0/", "/0", "0/0/0", "g/0", "0/123456789", "123456789/0", "-1/0", "+1/0", " 0/0", "0/0 ",
            "0x1/0", "０/０", "0/0\n",
        ])
    func refused(text: String) {
        #expect(LSN(text) == nil)
    }

    @Test("lower case is accepted")
    func lowerCase() {
        #expect(LSN("a/b") == LSN("A/B"))
    }

    @Test("the distance never wraps below zero")
    func distance() {
        #expect(LSN(rawValue: 10).bytes(past: LSN(rawValue: 3)) == 7)
        #expect(LSN(rawValue: 3).bytes(past: LSN(rawValue: 10)) == 0)
        #expect(LSN(rawValue: .max).bytes(past: LSN(rawValue: 0)) == .max)
        // The 4 GB boundary, where others multiply the high half by 0xFF000000.
        #expect(LSN("1/0")?.bytes(past: LSN(rawValue: 0xFFFF_FFFF)) == 1)
    }

    @Test("ordered as numbers, across the halves")
    func order() throws {
        #expect(try #require(LSN("0/FFFFFFFF")) < #require(LSN("1/0")))
        #expect(try #require(LSN("9/0")) < #require(LSN("10/0")))
    }
}
