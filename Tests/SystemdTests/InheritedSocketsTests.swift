import Foundation
import Testing

struct InheritedSocketsTests {
    /// Runs the probe with descriptors and variables as the manager would set them; `$$` is the probe's process id.
    private func listen(_ setting: String) throws -> [String] {
        let script = """
            import os, socket, sys
            kept = []
            def pass_on(*sockets):
                kept.extend(sockets)
                for number, s in enumerate(sockets): os.dup2(s.fileno(), 50 + number)
                for number in range(len(sockets)): os.dup2(50 + number, 3 + number)
                os.environ.update(LISTEN_FDS=str(len(sockets)), LISTEN_PID=str(os.getpid()))
            def tcp(family=socket.AF_INET):
                s = socket.socket(family); s.bind(('localhost', 0)); s.listen(); return s
            def unix():
                s = socket.socket(socket.AF_UNIX); s.bind('\\0replmon-%d' % os.getpid()); s.listen(); return s
            \(setting)
            os.execv(sys.argv[1], [sys.argv[1], 'listen'])
            """
        let end = try LabCommand.run(["python3", "-c", script, LabCommand.probe])
        #expect(end.status == 0)
        return end.lines
    }

    @Test func socketsComeWithTheirNames() throws {
        let lines = try listen("pass_on(tcp(), unix()); os.environ['LISTEN_FDNAMES'] = 'http:ctl'")
        #expect(lines == ["3 http true", "4 ctl true", "again 0 true"])
    }

    @Test func withoutNamesTheyAreUnknown() throws {
        #expect(try listen("pass_on(tcp())") == ["3 unknown true", "again 0 true"])
    }

    @Test func whatIsNoListeningStreamIsLeftOut() throws {
        let lines = try listen(
            """
            datagram = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); datagram.bind(('localhost', 0))
            pass_on(datagram, socket.socket(), open('/dev/null'), tcp()); os.environ['LISTEN_FDNAMES'] = 'a:b:c:http'
            """)
        #expect(lines == ["6 http true", "again 0 true"])
    }

    @Test(arguments: [
        "pass_on(tcp()); os.environ['LISTEN_PID'] = '1'", "pass_on(tcp()); os.environ['LISTEN_FDS'] = 'many'",
        "pass_on(tcp()); os.environ['LISTEN_FDS'] = '-1'", "pass_on(tcp()); os.environ['LISTEN_FDNAMES'] = 'a:b:c'",
        "pass",
    ])
    func wrongOrForeignVariablesGiveNone(setting: String) throws {
        #expect(try listen(setting).first?.hasPrefix("again 0") == true)
    }
}
