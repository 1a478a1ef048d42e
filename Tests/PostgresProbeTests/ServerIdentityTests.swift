import ReplicationCore
import Testing

@testable import PostgresProbe

struct ServerIdentityTests {
    private static let (a, b) = ("10.0.0.1:5432", "10.9.0.1:5432")

    private static let otherSystem = ProbeFailure.server(
        code: "system_identifier",
        message: "the addresses of this node lead to different servers: 10.9.0.1:5432 is system 8, "
            + "10.0.0.1:5432 was system 7")

    @Test func anotherSystemAtAnotherAddressIsRefusedWhileBothAnswer() throws {
        var identity = ServerIdentity()
        try identity.note(7, at: Self.b)
        try identity.note(7, at: Self.a)
        try identity.note(nil, at: Self.b)
        for _ in 0..<4 {
            for _ in 0..<2 { #expect(throws: Self.otherSystem) { try identity.note(8, at: Self.b) } }
            try identity.note(7, at: Self.a)
        }
    }

    @Test func aNodeThatMovedToAnotherSystemIsTakenInTheEnd() throws {
        var identity = ServerIdentity()
        try identity.note(7, at: Self.a)
        for _ in 0..<2 { #expect(throws: Self.otherSystem) { try identity.note(8, at: Self.b) } }
        for _ in 0..<4 { try identity.note(8, at: Self.b) }
        #expect(throws: ProbeFailure.self) { try identity.note(7, at: Self.a) }
    }

    @Test func aThirdSystemDoesNotCountForTheSecond() throws {
        var identity = ServerIdentity()
        try identity.note(7, at: Self.a)
        for system: UInt64 in [8, 9, 8, 9, 8, 9] {
            #expect(throws: ProbeFailure.self) { try identity.note(system, at: Self.b) }
        }
    }

    @Test func aServerMadeAnewIsTaken() throws {
        var identity = ServerIdentity()
        try identity.note(7, startedAt: 200, at: Self.a)
        try identity.note(8, startedAt: 100, at: Self.a)
        try identity.note(8, startedAt: 100, at: Self.b)
    }

    /// Of two servers of one system the later start looks like a restart, until the earlier one answers again.
    @Test func aPrimaryAndItsStandbyByTurnsAreRefused() throws {
        var identity = ServerIdentity()
        try identity.note(7, startedAt: 1000, at: Self.a)
        try identity.note(7, startedAt: 2000, at: Self.b)
        for _ in 0..<3 {
            #expect(
                throws: ProbeFailure.server(
                    code: "different_servers",
                    message: "the addresses of this node lead to different servers: the one at 10.0.0.1:5432 has run "
                        + "since 1970-01-01T00:00:01.000Z, the one at 10.9.0.1:5432 since 1970-01-01T00:00:02.000Z")
            ) { try identity.note(7, startedAt: 1000, at: Self.a) }
            try identity.note(7, startedAt: 2000, at: Self.b)
        }
        for _ in 0..<2 {
            #expect(throws: ProbeFailure.self) { try identity.note(7, startedAt: 1000, at: Self.a) }
        }
        try identity.note(7, startedAt: 1000, at: Self.a)
        #expect(throws: ProbeFailure.self) { try identity.note(7, startedAt: 2000, at: Self.b) }
    }

    @Test func restartsAreNoOtherServer() throws {
        var identity = ServerIdentity()
        try identity.note(7, startedAt: 1000, at: Self.a)
        try identity.note(7, startedAt: 1000, at: Self.b)
        try identity.note(7, startedAt: 2000, at: Self.b)
        try identity.note(7, startedAt: 3000, at: Self.a)
        try identity.note(7, startedAt: 3000, at: Self.b)
        // Its clock was set back.
        try identity.note(7, startedAt: 1500, at: Self.b)
        try identity.note(7, startedAt: nil, at: Self.a)
    }
}

extension ServerIdentity {
    fileprivate mutating func note(
        _ system: UInt64?, startedAt: Int64? = nil, at address: String
    ) throws(ProbeFailure) {
        try check(system, startedAt: startedAt.map(WallInstant.init(milliseconds:)), at: address)
    }
}
