import ReplmonCtl
import Testing

@Suite struct CatalogueEntryTests {
    private static let plain = TerminalStyle(color: false, width: 80)

    @Test(arguments: ["PostgresSlotAtRisk", "postgresslotatrisk"])
    func saysWhatTheAlertIs(name: String) throws {
        #expect(
            try #require(CatalogueEntry.render(name, style: Self.plain)) == """
                PostgresSlotAtRisk
                  severity:         warning ≤ 1 h, critical ≤ 10 min
                  for:              10 s
                  means:            A replication slot will be lost at the present rate of
                                    writing: its standby is further behind than
                                    max_slot_wal_keep_size will soon allow. The measured time is
                                    the time left.
                  do:               Let the standby catch up now, or raise
                                    max_slot_wal_keep_size (a reload suffices) if the disk has
                                    room.
                  explained by:     PostgresNodeDown, PostgresSlotLost
                  MESSAGE_ID:       a4b415fe27ee44f680ef99643426fef1
                  These are the defaults; alerts: in replmon.yml changes times and thresholds
                  for a cluster.

                """)
    }

    @Test func saysWhatHasToBeAcknowledged() throws {
        let line = "  ends:             only once somebody has acknowledged it: replmon ctl ack"
        #expect(try #require(CatalogueEntry.render("PostgresSlotLost", style: Self.plain)).contains(line))
        #expect(try !#require(CatalogueEntry.render("PostgresSlotAtRisk", style: Self.plain)).contains("  ends:"))
    }

    @Test func knowsNoOther() {
        #expect(CatalogueEntry.render("orders", style: Self.plain) == nil)
    }
}
