import PostgresReplication
import ReplicationCore

/// The inventory of a server between the polls that ask for it.
///
/// Asking may take longer than a poll may: `pg_ls_waldir()` reads a directory of tens of thousands of files. So a poll
/// that fails with it is followed by polls without it, whatever the failure was, also over a new connection.
struct CarriedInventory {
    private var cadence: SlowCadence
    private var held: (inventory: PostgresInventory, of: Server)?
    private var failure: ProbeFailure?

    /// What an inventory holds for: a server that has not restarted, in one role.
    private struct Server: Hashable {
        var startedAt: WallInstant?
        var isPrimary: Bool

        init(_ reading: PostgresReading) {
            startedAt = reading.startedAt
            isPrimary = if case .primary = reading.role { true } else { false }
        }
    }

    init(interval: Duration) {
        cadence = SlowCadence(interval: interval)
    }

    func isDue(at now: MonotonicInstant) -> Bool {
        cadence.isDue(at: now)
    }

    /// A new connection asks at its first poll, unless asking failed.
    mutating func connectionBegan() {
        cadence.hurry()
    }

    /// Takes note of a question that is about to be sent.
    mutating func asked(at now: MonotonicInstant) {
        cadence.asked(at: now)
    }

    /// Takes note of how the poll that asked ended; `nil` when it was answered.
    mutating func ended(with failure: ProbeFailure?) {
        self.failure = failure
        cadence.ended(well: failure == nil)
    }

    /// Keeps the inventory of this reading, or gives it the last one of the same server in the same role, and why there
    /// is no newer one.
    mutating func carry(into reading: inout PostgresReading) {
        let server = Server(reading)
        reading.inventoryFailure = failure
        if let inventory = reading.inventory {
            held = (inventory, server)
        } else if let held, held.of == server {
            reading.inventory = held.inventory
        } else if held != nil {
            held = nil
            cadence.hurry()
        }
    }
}
