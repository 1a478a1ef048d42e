import Systemd
import Testing

struct JournalFieldTests {
    @Test(arguments: [
        ("alert", "ALERT"), ("REPLMON_CLUSTER", "REPLMON_CLUSTER"), ("member-state", "MEMBER_STATE"),
        ("_PID", "PID"), ("9lives", "LIVES"), ("größe", "GR__E"), ("a=b\nPRIORITY", "A_B_PRIORITY"),
    ])
    func keysBecomeNamesThatJournaldAccepts(key: String, name: String) {
        #expect(JournalField(key: key, value: "x")?.name == name)
    }

    @Test(arguments: ["", "_", "123", "é", "\0"])
    func aKeyWithoutAnyLetterGivesNoField(key: String) {
        #expect(JournalField(key: key, value: "x") == nil)
    }

    @Test func longKeysAreCut() {
        let name = JournalField(key: String(repeating: "k", count: 100), value: "")?.name
        #expect(name == String(repeating: "K", count: 64))
    }

    @Test(arguments: ["lower", "_PID", "1A", "A B", "", String(repeating: "A", count: 65)])
    func theStrictInitialiserRefusesWhatJournaldWouldDrop(name: String) {
        #expect(JournalField(name: name, value: "x") == nil)
    }
}
