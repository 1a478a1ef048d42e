import Testing

@testable import Systemd

struct ServiceMessageTests {
    @Test func aStatusCannotCarryAnotherAssignment() {
        #expect(ServiceMessage.status("1 down\nREADY=1\r\0x").text == "STATUS=1 down READY=1  x")
    }

    @Test func aLongStatusStaysWithinOneDatagram() {
        let text = ServiceMessage.failure(errno: 98, status: String(repeating: "😀", count: 5_000)).text
        #expect(text.utf8.count <= 4_096)
        #expect(text.hasSuffix("\nERRNO=98"))
    }

    @Test(arguments: [
        (Duration.milliseconds(1_500), "1500000"), (.seconds(-1), "0"), (.seconds(Int64.max), "\(Int64.max)"),
    ])
    func extensionsAreInMicroseconds(duration: Duration, microseconds: String) {
        #expect(ServiceMessage.extendTimeout(duration).text == "EXTEND_TIMEOUT_USEC=" + microseconds)
    }
}
