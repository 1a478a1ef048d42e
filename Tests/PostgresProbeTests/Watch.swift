import PostgresProbe
import QueueExecutor
import Replication
import ReplicationLab
import Synchronization

/// A probe of one node of a lab, with what it told.
final class Watch: Sendable {
    let probe: PostgresProbe
    private let losses: Losses

    private final class Losses: Sendable {
        let last = Mutex<MonotonicInstant?>(nil)
    }

    init(_ node: PostgresNode, _ parameters: String = "user=replmon dbname=postgres") {
        let losses = Losses()
        self.losses = losses
        probe = PostgresProbe(name: node.name, conninfo: "\(node.conninfo) \(parameters)") {
            losses.last.withLock { $0 = MonotonicClock.now() }
        }
    }

    /// When the probe told that its connection ended.
    var lostAt: MonotonicInstant? { losses.last.withLock { $0 } }

    /// One poll that has to succeed.
    func reading(within limit: Duration = .seconds(2)) async throws -> PostgresReading {
        let reading = try await probe.observe(deadline: MonotonicClock.now().advanced(by: limit))
        guard case .postgresql(let reading) = reading else { throw Unexpected("\(reading)") }
        return reading
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
