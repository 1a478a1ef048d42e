import MongoReplication
import ReplicationCore
import Testing

@testable import MongoProbe

struct RefusalsTests {
    private static func second(_ second: Int) -> MonotonicInstant {
        MonotonicInstant(nanoseconds: 0).advanced(by: .seconds(second))
    }

    private static func hello(secondary: Bool) throws -> HelloReply {
        let reply = BSONBuilder([
            "setName": .string("rs0"), "isWritablePrimary": .boolean(false), "secondary": .boolean(secondary),
        ])
        return try HelloReply(bson: BSONDocument(reply.bytes[...]))
    }

    /// The seconds at which a member gets the command, when it is polled each second and refuses as the test defines.
    private static func asked(
        _ question: MemberQuestion = .status, until end: Int, isSecondary: (Int) -> Bool = { _ in true },
        refuses: (Int) -> Bool = { _ in true }
    ) throws -> [Int] {
        var refusals = Refusals()
        return try (0...end).filter { time in
            refusals.note(try hello(secondary: isSecondary(time)))
            guard refusals.standing(question, at: second(time)) == nil else { return false }
            if refuses(time) {
                refusals.add(question, .authentication("no"), at: second(time))
            } else {
                refusals.end(question)
            }
            return true
        }
    }

    @Test func againAfterFiveSecondsAndThenEachHalfMinute() throws {
        #expect(try Self.asked(until: 100) == [0, 5, 35, 65, 95])
        #expect(try Self.asked(.config, until: 40) == [0, 5, 35])
    }

    @Test func aSuccessIsANewBeginning() throws {
        let asked = try Self.asked(until: 45, refuses: { $0 != 35 && $0 != 36 })
        #expect(asked == [0, 5, 35, 36, 37, 42])
    }

    @Test func whatIsNotVitalWaitsForMinutes() throws {
        #expect(try Self.asked(.oplogStats, until: 700) == [0, 300, 600])
    }

    @Test func aMemberInItsInitialSyncIsAskedEachFewSecondsAndAtOnceWhenItIsASecondary() throws {
        let asked = try Self.asked(until: 60, isSecondary: { $0 >= 22 })
        #expect(asked == [0, 5, 10, 15, 20, 22, 27, 57])
    }

    @Test func theRefusalIsRepeatedMeanwhile() {
        var refusals = Refusals()
        refusals.add(.status, .authentication("no"), at: Self.second(0))
        #expect(refusals.standing(.status, at: Self.second(4)) == .authentication("no"))
        #expect(refusals.standing(.config, at: Self.second(4)) == nil)
    }
}
