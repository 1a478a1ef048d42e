import Testing

@Suite struct ProseRuleTests {
    @Test(
        "Refused text is found, on its line, with a replacement",
        arguments: [
            ("The primary tells it.", 1), ("It runs\nuntil told.", 2), ("A knock at the port", 1),
            ("Its own words", 1), ("What is sent: all.", 1), ("It waits. What is\nsent goes.", 1),
            ("Fine.\nThat also finds it.", 2), ("**What is asked.** All", 1), ("He ought to", 1), ("WITNESS", 1),
        ])
    func refuses(text: String, line: Int) {
        let breaches = ProseRule.breaches(in: Passage(line: 1, text: text))
        #expect(breaches.map(\.line) == [line])
        #expect(breaches.first?.message.contains(": write ") == true)
    }

    @Test(
        "Other uses of the same letters pass",
        arguments: [
            "The password is intended to be extended, not sword-like.", "Newsletters and doorstep, dialect",
            "`tell` and ``words`` are names", "See https://example.org/news/words", "A short-lived slot is live",
            "Whatever it is. Thatcher", "What is asked?", "It shows what is sent, and that it is.", "set_words(1)",
        ])
    func accepts(text: String) {
        #expect(ProseRule.breaches(in: Passage(line: 1, text: text)).isEmpty)
    }

    @Test("Comments and messages of Swift code are passages; code, names and interpolations are not")
    func readsSwift() {
        let source = """
            /// One line
            /// and its end.
            /// - words: an item
            let word = "a" // trailing
            say("one two \\(tell(words, "x y")) three", "short text")
            let raw = #"a " b // c "d"#
            """
        #expect(
            SwiftProse.passages(of: source) == [
                Passage(line: 1, text: "One line\nand its end."), Passage(line: 3, text: "words: an item"),
                Passage(line: 4, text: "trailing"), Passage(line: 5, text: "one two · three"),
                Passage(line: 6, text: #"a " b // c "d"#),
            ])
    }

    @Test("Paragraphs, items and cells of Markdown are passages; code blocks and generated parts are not")
    func readsMarkdown() {
        let text = """
            ## Title
            One
            two
            - item
              goes on
            ```
            code
            ```
            | a | b |
            <!-- x: generated -->
            no
            <!-- x: end -->
            """
        #expect(
            TextProse.passages(of: text, path: "a.md") == [
                Passage(line: 1, text: "Title"), Passage(line: 2, text: "One\ntwo"),
                Passage(line: 4, text: "item\ngoes on"), Passage(line: 9, text: "a "), Passage(line: 9, text: "b "),
            ])
    }

    @Test("Of a configuration file only the comments are passages, of a manual page only the text")
    func readsOthers() {
        #expect(
            TextProse.passages(of: "# One\n# two\nkey: words # three\n", path: "a.yml") == [
                Passage(line: 1, text: "One\ntwo\nthree")
            ])
        #expect(
            TextProse.passages(of: ".B tell\nruns \\fBx\\fR\\-y\n", path: "a.1") == [
                Passage(line: 2, text: "runs x-y")
            ])
    }
}
