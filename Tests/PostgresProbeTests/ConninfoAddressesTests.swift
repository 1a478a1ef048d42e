import ReplicationCore
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
        let targets = try conninfo.targets([
            "db-a": .found(["10.1.1.1", "fd00::1"]), "db-b": .found(["10.2.2.2"]),
            "gone": .failed("gone: no such name"),
        ])
        #expect(
            targets.map(\.parameters) == [
                ["host": "db-a", "hostaddr": "10.1.1.1", "port": "1", "user": "u"],
                ["host": "db-a", "hostaddr": "fd00::1", "port": "1", "user": "u"],
                ["host": "/run", "port": "2", "user": "u"],
                ["host": "10.0.0.1", "port": "3", "user": "u"],
                ["host": "db-b", "hostaddr": "10.2.2.2", "user": "u"],
            ])
    }

    @Test func onePortServesAllAddresses() throws {
        let targets = try Conninfo(parameters: ["hostaddr": "10.1.1.1,10.1.1.2", "port": "5433"]).targets([:])
        #expect(
            targets.map(\.parameters) == [
                ["hostaddr": "10.1.1.1", "port": "5433"], ["hostaddr": "10.1.1.2", "port": "5433"],
            ])
    }

    @Test(arguments: [[:], ["host": "a,b", "port": "1,2,3"], ["host": "a", "hostaddr": "10.0.0.1,10.0.0.2"]])
    func whatIsNoListIsLeftToLibpq(_ parameters: [String: String]) throws {
        #expect(try Conninfo(parameters: parameters).targets([:]).map(\.parameters) == [parameters])
    }

    @Test func noAddressAtAllIsAFailure() {
        #expect(throws: ProbeFailure.resolve("db-a: unknown; db-b: timed out")) {
            try Conninfo(parameters: ["host": "db-b,db-a"])
                .targets(["db-a": .failed("db-a: unknown"), "db-b": .failed("db-b: timed out")])
        }
    }
}
