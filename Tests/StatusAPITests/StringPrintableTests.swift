import StatusAPI
import Testing

@Suite struct StringPrintableTests {
    @Test(arguments: [
        ("plain-name_1.example:27017", "plain-name_1.example:27017"), ("größe 数据", "größe 数据"),
        ("\u{1B}[31mred", "\\u{1B}[31mred"), ("a\nb\tc", "a\\u{A}b\\u{9}c"), ("\u{7F}\u{9B}", "\\u{7F}\\u{9B}"),
        ("ab\u{202E}cd\u{200B}", "ab\\u{202E}cd\\u{200B}"), ("\u{2028}", "\\u{2028}"), ("", ""),
    ])
    func whatCouldDriveATerminalIsSpelledOut(text: String, printable: String) {
        #expect(text.printable == printable)
    }

    @Test func lineBreaksOfASentenceAreBlanks() {
        #expect("ERROR: no\r\nDETAIL: really\n\u{7}".oneLine == "ERROR: no DETAIL: really \\u{7}")
    }
}
