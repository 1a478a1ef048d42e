import Testing

@testable import ReplmonCtl

@Suite struct StringLayoutTests {
    @Test(arguments: [(20, "10.0.1.11:27017"), (15, "10.0.1.11:27017"), (12, "10.0.…:27017"), (2, "…7"), (1, "…")])
    func shortensInTheMiddle(width: Int, text: String) {
        #expect("10.0.1.11:27017".shortened(to: width) == text)
    }

    @Test func cutsAtTheEnd() {
        #expect("abcdef".cut(to: 6) == "abcdef")
        #expect("abcdef".cut(to: 5) == "abcd…")
    }

    @Test func padsOnEitherSide() {
        #expect("ab".padded(to: 4) == "ab  ")
        #expect("ab".padded(to: 4, right: true) == "  ab")
        #expect("abcde".padded(to: 4) == "abcde")
    }

    @Test func wrapsAtBlanks() {
        #expect("one two three four".wrapped(first: 7, others: 10) == ["one two", "three four"])
        #expect("".wrapped(first: 7, others: 10) == [""])
        #expect("  a   b ".wrapped(first: 7, others: 10) == ["a b"])
    }

    @Test(arguments: [1, 2, 3, 7, 40])
    func breaksWordsThatAreTooLong(width: Int) {
        let text = "short averyveryverylongword end"
        let lines = text.wrapped(first: width, others: width)
        #expect(lines.allSatisfy { $0.count <= width })
        #expect(lines.joined().filter { $0 != " " } == text.filter { $0 != " " })
    }

    @Test func widthsBelowOneDoNotHang() {
        #expect("abc".wrapped(first: -3, others: 0) == ["a", "b", "c"])
    }
}
