import ReplicationCore
import Testing

@Suite struct WallInstantRFC3339Tests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-02T03:04:05.678Z", 1_767_323_045_678),
            ("2026-01-02 04:04:05.678+01:00", 1_767_323_045_678), ("2026-01-01t22:04:05.6789-05:00", 1_767_323_045_678),
            ("2026-01-02T03:04:05.6Z", 1_767_323_045_600), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
            ("0000-01-01T00:00:00Z", -62_167_219_200_000), ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("2016-12-31T23:59:60Z", 1_483_228_800_000),
        ] as [(String, Int64)])
    func readsWhatTheStandardWrites(text: String, milliseconds: Int64) {
        #expect(WallInstant(rfc3339: text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "now", "2026-01-02", "2026-01-02T03:04:05", "2026-02-30T00:00:00Z", "2023-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z", "2026-00-01T00:00:00Z", "2026-01-02T24:00:00Z", "2026-01-02T03:04:05.Z",
        "2026-01-02T03:04:05Z ", "+026-01-02T03:04:05Z", "2026-1-2T3:4:5Z", "2026-01-02T03:04:05+1:00",
        "２026-01-02T03:04:05Z",
    ])
    func refusesAnythingElse(text: String) {
        #expect(WallInstant(rfc3339: text) == nil)
    }

    @Test func readsBackWhatItIsShownAs() {
        for step in Int64(0)..<5000 {
            let instant = WallInstant(milliseconds: -62_167_219_200_000 + step * 63_113_904_031)
            #expect(WallInstant(rfc3339: instant.description) == instant)
        }
    }
}
