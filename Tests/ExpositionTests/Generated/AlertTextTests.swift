import Alerting
import ReplicationCore
import Testing

/// The texts of each alert, and of each other kind of journal entry, for people who read them at night.
@Suite struct AlertTextTests {
    struct Text: CustomStringConvertible {
        var name: String
        var id: String
        var meaning: String
        var action: String

        var description: String { name }
    }

    static let texts =
        AlertCatalogue.rows.map {
            Text(name: $0.name.rawValue, id: $0.messageID, meaning: $0.meaning, action: $0.action)
        }
        + MessageID.allCases.map { Text(name: $0.rawValue, id: $0.id, meaning: $0.meaning, action: $0.action) }

    @Test func namesAndIDsAreThoseOfOneThing() {
        #expect(Set(Self.texts.map(\.name)).count == Self.texts.count)
        #expect(Set(Self.texts.map(\.id)).count == Self.texts.count)
    }

    @Test("each MESSAGE_ID is a random one (RFC 9562, version 4) in lower case", arguments: texts)
    func ids(text: Text) {
        #expect(text.id.wholeMatch(of: /[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}/) != nil)
    }

    @Test("both texts are whole sentences that any terminal shows", arguments: texts)
    func sentences(text: Text) {
        for sentences in [text.meaning, text.action] {
            #expect(sentences.first?.isUppercase == true || sentences.hasPrefix("replmon ") || sentences.hasPrefix("`"))
            #expect(sentences.hasSuffix("."))
            #expect(sentences.utf8.allSatisfy { (0x20...0x7E).contains($0) }, "ASCII, no control characters")
            #expect(!sentences.contains("  "))
            #expect(sentences.count { $0 == "`" }.isMultiple(of: 2))
            #expect(!sentences.contains("{{"), "Prometheus would expand it")
        }
    }

    @Test("an action says where to look or what to type", arguments: texts)
    func actions(text: Text) {
        // Something to type, a setting or a command by its name, or a place where the cause is seen.
        let placeOrCommand =
            /`[^`]+`|[a-z]+_[a-z]+|\b[a-z]+[A-Z][A-Za-z]+|[a-z]+\.[A-Za-z]+\(|\b(?:log|evidence|firewall|network|disk)\b/
        #expect(text.action.contains(placeOrCommand) || text.action.hasPrefix("Nothing."))
    }

    @Test func alertTextsHaveNoMarkOfAField() {
        for rule in AlertCatalogue.rows { #expect(!(rule.meaning + rule.action).contains("@")) }
    }
}
