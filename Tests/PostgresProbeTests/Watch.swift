import PostgresReplication
import QueueExecutor
import ReplicationCore
import ReplicationLab
import Synchronization

@testable import PostgresProbe

/// A probe of one node of a lab, with its reports.
final class Watch: Sendable {
    let probe: PostgresProbe
    private let losses: Losses

    private final class Losses: Sendable {
        let last = Mutex<MonotonicInstant?>(nil)
    }

    /// A probe that asks slow-moving facts every half minute, or as often as the test says.
    convenience init(
        _ node: PostgresNode, _ parameters: String = "user=replmon dbname=postgres",
        slowInterval: Duration = SlowCadence.interval
    ) {
        self.init(conninfo: "\(node.conninfo) \(parameters)", slowInterval: slowInterval)
    }

    init(conninfo: String, slowInterval: Duration = SlowCadence.interval) {
        let losses = Losses()
        self.losses = losses
        probe = PostgresProbe(name: "a", conninfo: conninfo, slowInterval: slowInterval) {
            losses.last.withLock { $0 = MonotonicClock.now() }
        }
    }

    /// When the probe reported the end of its connection.
    var lostAt: MonotonicInstant? { losses.last.withLock { $0 } }

    /// One poll that has to succeed.
    func reading(within limit: Duration = .seconds(2)) async throws -> PostgresReading {
        try await probe.observe(deadline: MonotonicClock.now().advanced(by: limit))
    }

    /// How one poll fails; `nil` when it does not.
    func failure(within limit: Duration = .seconds(2)) async -> ProbeFailure? {
        do throws(ProbeFailure) {
            _ = try await probe.observe(deadline: MonotonicClock.now().advanced(by: limit))
            return nil
        } catch {
            return error
        }
    }
}
