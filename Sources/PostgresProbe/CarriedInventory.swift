import PostgresReplication
import ReplicationCore

/// The inventory of a server between the polls that ask for it.
///
/// The query for it may take longer than a poll may: `pg_ls_waldir()` reads a directory of tens of thousands of files.
/// So a poll that fails with it is followed by polls without it, whatever the failure was, also over a new connection.
struct CarriedInventory {
    private var cadence: SlowCadence
    private var held: (inventory: PostgresInventory, of: Server)?
    private var failure: ProbeFailure?

    /// The server that an inventory belongs to: one that has not restarted, in one role.
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

    /// A new connection asks for it at its first poll, unless that failed before.
    mutating func connectionBegan() {
        cadence.hurry()
    }

    /// Records a query that is about to be sent.
    mutating func asked(at now: MonotonicInstant) {
        cadence.asked(at: now)
    }

    /// Records the result of the poll that asked for it; `nil` when it was answered.
    mutating func ended(with failure: ProbeFailure?) {
        self.failure = failure
        cadence.ended(well: failure == nil)
    }

    /// Keeps the inventory of this reading, or adds to it the last one of the same server in the same role, with the
    /// reason why there is no newer one.
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
