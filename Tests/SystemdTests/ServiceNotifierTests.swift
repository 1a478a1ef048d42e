import Foundation
import Glibc
import Testing

struct ServiceNotifierTests {
    private func temporaryPath() -> String {
        FileManager.default.temporaryDirectory.appending(path: "notify-\(UUID().uuidString.prefix(8))").path
    }

    private func probe(_ environment: [String: String]) throws -> LabCommand {
        try LabCommand([LabCommand.probe, "notify"], environment: environment)
    }

    @Test(arguments: [true, false])
    func theManagerGetsEveryMessage(isAbstract: Bool) throws {
        let path = temporaryPath()
        let socket = try NotifySocket(isAbstract ? "@" + path : path)
        let probe = try probe(["NOTIFY_SOCKET": socket.name])
        #expect(probe.readLine() == "active true watchdog none")
        let expected = [
            "ready": "READY=1", "stopping": "STOPPING=1", "watchdog": "WATCHDOG=1",
            "status": "STATUS=2 clusters WATCHDOG=trigger", "extend": "EXTEND_TIMEOUT_USEC=1500000",
            "failure": "STATUS=port in use READY=1\nERRNO=98",
        ]
        for (command, datagram) in expected {
            try probe.write(command)
            #expect(socket.receive() == datagram)
        }
        try probe.write("reloading")
        let reloading = try #require(socket.receive()?.split(separator: "\n"))
        #expect(reloading.first == "RELOADING=1")
        let sent = try #require(reloading.last?.split(separator: "=").last.flatMap { Double($0) }) / 1_000_000
        #expect(abs(ProcessInfo.processInfo.systemUptime - sent) < 5)
        #expect(try probe.finish().status == 0)
    }

    @Test func aManagerThatDoesNotReadDelaysNobodyAndStillGetsReady() throws {
        let socket = try NotifySocket(temporaryPath())
        let probe = try probe(["NOTIFY_SOCKET": socket.name])
        #expect(probe.readLine() == "active true watchdog none")
        // Status after status, each sent before the next, until the socket's queue is full and the thread hangs.
        var isStuck = false
        for _ in 0..<2_000 where !isStuck {
            try probe.write("status", "flush-briefly")
            #expect(probe.readLine()?.hasPrefix("done") == true)
            isStuck = probe.readLine() == "flushed false"
            #expect(probe.readLine()?.hasPrefix("done") == true)
        }
        try #require(isStuck)
        for command in ["ready", "flood", "watchdog", "watchdog"] {
            try probe.write(command)
            let words = try #require(probe.readLine()).split(separator: " ")
            #expect(try #require(words.last.flatMap { Double($0) }) < 1_000, "\(command) took \(words.last ?? "")  ms")
        }
        try probe.write("flush")
        var received: [String] = []
        while received.count < 5_000, let datagram = socket.receive() {
            received.append(datagram)
            if datagram == "WATCHDOG=1" { break }
        }
        #expect(received.suffix(3) == ["READY=1", "STATUS=status 9999", "WATCHDOG=1"])
        let end = try probe.finish()
        #expect(end.lines.first == "flushed true" && end.lines.last == "flushed true")
    }

    @Test(arguments: [[:], ["NOTIFY_SOCKET": ""], ["NOTIFY_SOCKET": "", "WATCHDOG_USEC": "2000000"]])
    func withoutAManagerNothingIsSent(environment: [String: String]) throws {
        let probe = try probe(environment)
        #expect(probe.readLine() == "active false watchdog none")
        try probe.write("ready", "status", "watchdog", "flush")
        let end = try probe.finish()
        #expect(end.lines.last == "flushed true" && end.status == 0)
    }

    @Test func aManagerThatIsGoneIsNoReasonToHang() throws {
        let probe = try probe(["NOTIFY_SOCKET": "/nonexistent/notify"])
        #expect(probe.readLine() == "active true watchdog none")
        try probe.write("ready", "flush")
        #expect(try probe.finish().lines.last == "flushed true")
    }

    @Test(arguments: [
        (["WATCHDOG_USEC": "2000000"], "2.0 seconds"), (["WATCHDOG_USEC": "2000000", "WATCHDOG_PID": "1"], "none"),
        (["WATCHDOG_USEC": "0"], "none"), (["WATCHDOG_USEC": "soon"], "none"), (["WATCHDOG_USEC": "-5"], "none"),
        (["WATCHDOG_USEC": "18446744073709551615"], "none"),
    ])
    func theWatchdogIsReadFromTheEnvironment(variables: [String: String], interval: String) throws {
        let probe = try probe(variables.merging(["NOTIFY_SOCKET": "/nonexistent/notify"]) { $1 })
        #expect(probe.readLine() == "active true watchdog \(interval)")
        #expect(try probe.finish().status == 0)
    }
}
