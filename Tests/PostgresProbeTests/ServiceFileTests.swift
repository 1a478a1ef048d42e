import Glibc
import ReplicationLab
import Testing

@testable import PostgresProbe

struct ServiceFileTests {
    private static let text = """
        # all of ours
        [orders-b]
        host=10.0.2.10\r
        [orders]
          host=10.0.1.10
        port=5433
        port=5434
        options=-c geqo=off

        password= a=b
        [media]
        host=elsewhere
        """

    @Test func linesBehindTheName() throws {
        let found = try ServiceFile.parameters(of: "orders", in: Self.text, path: "f")
        #expect(
            found == ["host": "10.0.1.10", "port": "5433", "options": "-c geqo=off", "password": " a=b"])
        #expect(try ServiceFile.parameters(of: "orders-b", in: Self.text, path: "f") == ["host": "10.0.2.10"])
        #expect(try ServiceFile.parameters(of: "order", in: Self.text, path: "f") == nil)
    }

    @Test(arguments: ["password hunter2", "ldap://hunter2=two/", "service=hunter2"])
    func aLineThatIsNoParameterIsNamedAndNotQuoted(_ line: String) {
        let error = #expect(throws: ConninfoSyntaxError.self) {
            try ServiceFile.parameters(of: "orders", in: "[orders]\nhost=a\n\(line)\n", path: "/etc/f")
        }
        #expect(error?.description.hasPrefix("/etc/f:3: ") == true)
        #expect(error?.description.contains("hunter2") == false)
    }

    @Test func theFirstFileThatHasTheServiceCounts() throws {
        let lab = try Lab()
        defer { lab.end() }
        let paths = try ["gone": nil, "own": "[a]\nuser=own\n", "system": "[a]\nuser=system\n[b]\nhots=x\n"].map {
            let path = "\(lab.directory)/\($0)"
            if let text = $1 { try TestFile.write(text, to: path) }
            return path
        }.sorted()
        #expect(try ServiceFile.parameters(of: "a", paths: paths) == ["user": "own"])
        #expect(refusal { try ServiceFile.parameters(of: "b", paths: paths) }?.contains(#"option "hots""#) == true)
        #expect(
            refusal { try ServiceFile.parameters(of: "c", paths: paths) }
                == #"service "c" is not defined in "# + paths.joined(separator: " or "))
    }

    private func refusal(_ body: () throws -> [String: String]) -> String? {
        do {
            _ = try body()
            return nil
        } catch {
            return "\(error)"
        }
    }
}
