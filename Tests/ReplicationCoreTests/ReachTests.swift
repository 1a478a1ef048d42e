import ReplicationCore
import Testing

@Suite struct ReachTests {
    @Test(
        "octal as chronyc prints it, newest poll in the lowest bit",
        arguments: [
            ("", "000", 0), ("1", "001", 1), ("0", "000", 1), ("10", "002", 2), ("11111111", "377", 8),
            ("111111110", "376", 8), ("011111111", "377", 8), ("1000000000", "000", 8),
        ])
    func octal(polls: String, octal: String, count: Int) {
        var reach = Reach()
        for poll in polls { reach.record(answered: poll == "1") }
        #expect(reach.octal == octal)
        #expect(reach.count == count)
    }
}
