import Replication
import Testing

@testable import PostgresProbe

struct ConninfoAddressesTests {
    @Test(
        arguments: [
            (["host": "db-a"], ["db-a"]),
            (["host": "db-a,10.0.0.1,::1,/run/postgresql,@abstract,db-b"], ["db-a", "db-b"]),
            (["host": "db-a", "hostaddr": "10.0.0.1"], []),
            (["host": "db-a,db-b", "hostaddr": "10.0.0.1,"], ["db-b"]),
            (["hostaddr": "10.0.0.1"], []),
            ([:], []),
            (["host": "db-a,db-b", "hostaddr": "10.0.0.1"], []),
            (["host": "db-a", "port": "1,2"], []),
        ])
    func namesToResolve(_ parameters: [String: String], _ names: [String]) {
        #expect(Conninfo(parameters: parameters).namesToResolve == names)
    }

    @Test func namesStayBesideTheirAddresses() throws {
        let conninfo = Conninfo(parameters: ["host": "db-a,/run,10.0.0.1,db-b,gone", "port": "1,2,3,,5", "user": "u"])
        let resolved = try conninfo.resolved([
            "db-a": .found(["10.1.1.1", "fd00::1"]), "db-b": .found(["10.2.2.2"]),
            "gone": .failed("gone: no such name"),
        ])
        #expect(
            resolved.parameters == [
                "host": "db-a,db-a,/run,10.0.0.1,db-b", "hostaddr": "10.1.1.1,fd00::1,,,10.2.2.2", "port": "1,1,2,3,",
                "user": "u",
            ])
    }

    @Test func onePortServesAllAddresses() throws {
        let conninfo = Conninfo(parameters: ["host": "db-a", "port": "5433"])
        let resolved = try conninfo.resolved(["db-a": .found(["10.1.1.1", "10.1.1.2"])])
        #expect(resolved.parameters == ["host": "db-a,db-a", "hostaddr": "10.1.1.1,10.1.1.2", "port": "5433,5433"])
    }

    @Test func noAddressAtAllIsAFailure() {
        #expect(throws: ProbeFailure.resolve("db-a: unknown; db-b: timed out")) {
            try Conninfo(parameters: ["host": "db-b,db-a"])
                .resolved(["db-a": .failed("db-a: unknown"), "db-b": .failed("db-b: timed out")])
        }
    }
}
