import ReplicationCore
import Testing

@testable import ReplmonDaemon

struct DeadlineTests {
    @Test func workThatEndsIsNotWaitedForLonger() async {
        let start = ContinuousClock.now
        await Deadline.wait(.seconds(60)) {}
        #expect(ContinuousClock.now - start < .seconds(10))
    }

    @Test func workThatHangsIsLeftBehind() async throws {
        let hung = ScriptedProbe(.hang)
        let start = ContinuousClock.now
        await Deadline.wait(.milliseconds(100)) { _ = try? await hung.observe(deadline: .init(nanoseconds: 0)) }
        let waited = ContinuousClock.now - start
        #expect(waited >= .milliseconds(100) && waited < .seconds(10))
        // It ends late, and nothing is resumed twice.
        await hung.close()
    }
}
