import ReplicationCore
import Testing

@testable import Alerting

@Suite struct AlertLifecycleTests {
    @Test("pending, firing, resolved", arguments: plainLives)
    func plain(life: AlertLife) { check(life) }

    @Test("a firing alert that becomes worse", arguments: worseLives)
    func worse(life: AlertLife) { check(life) }

    @Test("a silence hides what happens, not how it ends", arguments: silencedLives)
    func silenced(life: AlertLife) { check(life) }

    @Test("whoever takes care of it hears of what is worse, and of the end", arguments: acknowledgedLives)
    func acknowledged(life: AlertLife) { check(life) }

    @Test("what a cause inhibits is shown, not notified", arguments: inhibitedLives)
    func inhibited(life: AlertLife) { check(life) }

    @Test("a restart needs no notification", arguments: restartedLives)
    func restarted(life: AlertLife) { check(life) }

    @Test("what is latched ends by an acknowledgement only", arguments: latchedLives)
    func latched(life: AlertLife) { check(life) }

    private func check(_ life: AlertLife) {
        let (states, notified) = life.live()
        #expect(states == life.states)
        #expect(notified == life.notified)
    }

    private static func life(
        _ description: String, dwell: Double = 0, keep: Double = 0, _ script: String, during: String = "",
        _ states: String, _ notified: String
    ) -> AlertLife {
        AlertLife(
            testDescription: description, dwell: dwell, keep: keep, script: script, during: during, states: states,
            notified: notified)
    }

    static let plainLives = [
        life("without for it fires at once", "CHHCC", "-FFRR", ".F.R."),
        life("for is waited out", dwell: 3, "HHHHC", "PPPFR", "...FR"),
        life("a pending alert that clears is dropped", dwell: 3, "HHCHHHH", "PP-PPPF", "......F"),
        life("pending waits while unknown: that time does not count", dwell: 3, "HUUUUHHHH", "PPPPPPPFF", ".......F."),
        life("pending, unknown, then clear is dropped", dwell: 3, "HUUUC", "PPPP-", "....."),
        life("unknown alone raises nothing", "UUUU", "----", "...."),
        life("unknown resolves nothing", "HUUUUC", "FFFFFR", "F....R"),
        life("keep_firing_for is waited out", keep: 3, "HCCCCC", "FFFFRR", "F...R."),
        life("a hit within keep_firing_for starts it again", keep: 3, "HCCHCCCC", "FFFFFFFR", "F......R"),
        life("unknown within keep_firing_for is not clear", keep: 3, "HCUUUCCCC", "FFFFFFFFR", "F.......R"),
        life("a subject that is gone resolves at once", keep: 3, "HH--", "FFRR", "F.R."),
        life("a pending subject that is gone is dropped", dwell: 3, "HH-", "PP-", "..."),
        life("what comes back is notified again", "HCHC", "FRFR", "FRFR"),
        life("what comes back waits again", dwell: 2, "HHHCHHH", "PPFRPPF", "..FR..F"),
        life("unknown after resolved stays resolved", "HCUU", "FRRR", "FR.."),
        life("flapping below for never fires", dwell: 2, "HHCHHCHHC", "PP-PP-PP-", "........."),
        life("a severity is notified once, either way", "MMHHMC", "FFFFFR", "F.S.SR"),
        life("of a severity that changed while pending the last is notified", dwell: 2, "MHHH", "PPFF", "..F."),
        life("a severity is kept while unknown", "HUUH", "FFFF", "F..."),
        life("not asked about, and nothing known of it, it stays", "HwwC", "FFFR", "F..R"),
        life("pending, that is no time that counts", dwell: 2, "HwwHHC", "PPPPFR", "....FR"),
    ]

    static let worseLives = [
        life("its for is waited out", dwell: 2, "MMMMHHHH", "PPFFFFFF", "..F...S."),
        life("what does not last is not notified", dwell: 2, "MMMHHMHHMC", "PPFFFFFFFR", "..F......R"),
        life("the time that is not known does not count", dwell: 2, "MMMHUUHHH", "PPFFFFFFF", "..F....S."),
        life("clear within keep_firing_for begins it anew", dwell: 2, keep: 3, "MMMHCHHH", "PPFFFFFF", "..F....S"),
        life("less bad is notified at once", dwell: 2, "HHHMMHHH", "PPFFFFFF", "..FS...S"),
        life("while pending it is taken at once", dwell: 2, "MMHH", "PPFF", "..F."),
        life("it goes on after a restart", dwell: 3, "MMMMHHHH", during: "      x ", "PPPFFFFF", "...F...S"),
        life("whoever takes care hears of it then", dwell: 2, "MMMMHHHC", during: "   a    ", "PPFFFFFR", "..F...SR"),
    ]

    static let silencedLives = [
        life("it is shown, not notified, nor is its end", "HHHC", during: "ssss", "FFFR", "...."),
        life("pending goes on under it", dwell: 2, "HHHH", during: "ss  ", "PPFF", "..F."),
        life("notified when the silence ends, if it still fires", "HHHC", during: "ss  ", "FFFR", "..FR"),
        life("not notified when it fires no more", "HHCC", during: "ss  ", "FFRR", "...."),
        life("the end of what was notified is notified", "HHC", during: " ss", "FFR", "F.R"),
        life("what comes back under it is not notified", "HCHC", during: " sss", "FRFR", "FR.."),
        life("a severity that changed is notified after it, if still so", "MHHH", during: " ss ", "FFFF", "F..S"),
        life("a severity that changed back is not", "MHMM", during: " s  ", "FFFF", "F..."),
        life("within keep_firing_for its end needs no notification", keep: 3, "HCCC", during: "s   ", "FFFF", "...."),
    ]

    static let acknowledgedLives = [
        life("its end is notified", "HHC", during: " a ", "FFR", "F.R"),
        life("what is less bad is not notified", "HMMC", during: " a  ", "FFFR", "F..R"),
        life("nor that it is as bad as it was", "HMHC", during: " a  ", "FFFR", "F..R"),
        life("what is worse is notified, and ends it", "MMHMC", during: " a   ", "FFFFR", "F.SSR"),
        life("it goes with the alert", "HHCHC", during: " a   ", "FFRFR", "F.RFR"),
        life("a pending alert cannot be", dwell: 2, "HHHC", during: " a  ", "PPFR", "..FR"),
        life("whoever knows of it need not be notified of it", "HHHC", during: "sa  ", "FFFR", "...."),
        life("but of what is worse", "MMHC", during: "sa  ", "FFFR", "..FR"),
        life("it outlives a restart", "HHMHC", during: " ax  ", "FFFFR", "F...R"),
        life("it outlives a restart only while nothing is worse", "MMHC", during: " ax ", "FFFR", "F.SR"),
        life("unknown changes nothing", "HHUC", during: " a  ", "FFFR", "F..R"),
    ]

    static let inhibitedLives = [
        life("it and its end are not notified", "HHC", during: "ccc", "FFR", "..."),
        life("notified at once without for, when nothing inhibits it any more", "HHHH", during: "cc  ", "FFFF", "..F."),
        life("else after its for", dwell: 2, "HHHHHHH", during: "ccc    ", "PPFFFFF", ".....F."),
        life("the end of what was notified is notified", "HHC", during: " cc", "FFR", "F.R"),
        life(
            "a cause that comes back does not begin that wait anew", dwell: 2, "HHHHHHHH", during: "ccc c   ",
            "PPFFFFFF", ".....F.."),
        life(
            "a restart under it changes nothing", dwell: 2, "HHHHHHHHH", during: "cccXcc   ", "PPFFFFFFF", "........F"
        ),
        life("nor when the cause is gone by then", dwell: 2, "HHHHHHH", during: "cccx   ", "PPFFFFF", ".....F."),
    ]

    static let restartedLives = [
        life("what fired goes on, not notified", "HHHC", during: " x  ", "FFFR", "F..R"),
        life("unknown after it is as ever", "HUUC", during: " x  ", "FFFR", "F..R"),
        life("what is not asked about yet stays", "HwwC", during: " x  ", "FFFR", "F..R"),
        life("what is gone is resolved, and notified", "HH-", during: "  x", "FFR", "F.R"),
        life("what ended meanwhile is resolved, and notified", "HC", during: " x", "FR", "FR"),
        life("keep_firing_for begins anew", keep: 2, "HCCCC", during: "  x  ", "FFFFR", "F...R"),
        life("what was resolved is shown, not notified", "HCCC", during: "  x ", "FRRR", "FR.."),
        life("for goes on, without the downtime", dwell: 4, "HHHHH", during: "  x  ", "PPPPF", "....F"),
        life("pending, and clear now, is dropped", dwell: 4, "HHC", during: "  x", "PP-", "..."),
        life("pending and not asked about yet waits", dwell: 4, "HHwwHHH", during: "  x    ", "PPPPPPF", "......F"),
        life("pending and gone is dropped", dwell: 4, "HH-", during: "  x", "PP-", "..."),
        life("pending and unknown waits", dwell: 4, "HHUUHHH", during: "  x    ", "PPPPPPF", "......F"),
        life("a severity that changed meanwhile is notified", "MHHC", during: " x  ", "FFFR", "FS.R"),
        life("twice is as once", "HwwHC", during: " xx  ", "FFFFR", "F...R"),
        life("what was silenced is notified after its for", dwell: 1, "HHHHH", during: "sssx ", "PFFFF", "....F"),
        life(
            "what was silenced is not notified before it is judged", "HHwUHC", during: "ssx   ", "FFFFFR", "....FR"),
        life("what comes back is notified", "HCHC", during: " xx ", "FRFR", "FRFR"),
    ]

    static let latchedLives: [AlertLife] = [
        life("clear does not end it", "HCCC", during: "   a", "FFFR", "F..R"),
        life("nor does its subject's end", "H---", during: "   a", "FFFR", "F..R"),
        life("acknowledged before, it ends when it is clear", "HHHC", during: " a  ", "FFFR", "F..R"),
        life("it may come back before", "HCHCC", during: "    a", "FFFFR", "F...R"),
        life("unknown does not end it", "HUUUC", during: " a   ", "FFFFR", "F...R"),
        life("a restart does not end it", "HCC-", during: "  xa", "FFFR", "F..R"),
        life("what was silenced is notified although it is clear", "HCCC", during: "ss a", "FFFR", "..FR"),
        life("pending is dropped as ever", dwell: 2, "HC", "P-", ".."),
        life("nothing known of it, an acknowledgement closes nothing yet", "HCww-", during: "  a  ", "FFFFR", "F...R"),
    ].map { life in
        var life = life
        life.alert = .postgresSlotLost
        return life
    }
}
