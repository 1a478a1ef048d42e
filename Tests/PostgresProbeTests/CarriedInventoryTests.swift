import PostgresReplication
import ReplicationCore
import Testing

@testable import PostgresProbe

struct CarriedInventoryTests {
    private static let inventory = PostgresInventory(mayReplicate: true)

    @Test func askedAtFirstThenEveryInterval() {
        var carried = CarriedInventory(interval: .seconds(30))
        #expect(carried.isDue(at: at(100)))
        Self.ask(&carried, at: 100)
        #expect(!carried.isDue(at: at(129)) && carried.isDue(at: at(130)))
        carried.connectionBegan()
        #expect(carried.isDue(at: at(101)))
    }

    @Test func heldWhileTheServerRunsInItsRole() {
        var carried = CarriedInventory(interval: .seconds(30))
        Self.ask(&carried, at: 0)
        var reading = Self.primary(nil)
        carried.carry(into: &reading)
        #expect(reading.inventory == Self.inventory && reading.inventoryFailure == nil)
        carried.connectionBegan()
        reading = Self.primary(nil)
        carried.carry(into: &reading)
        #expect(reading.inventory == Self.inventory)
    }

    @Test(arguments: [true, false])
    func droppedAndAskedAgainWhenItMayNotHold(_ isRestart: Bool) {
        var carried = CarriedInventory(interval: .seconds(30))
        Self.ask(&carried, at: 0)
        var reading = Self.primary(nil)
        if isRestart {
            reading.startedAt = WallInstant(milliseconds: 9)
        } else {
            reading.role = .standby(.idle)
        }
        carried.carry(into: &reading)
        #expect(reading.inventory == nil && carried.isDue(at: at(5)))
    }

    @Test func aServerThatTellsNoneIsNotAskedAtEveryPoll() {
        var carried = CarriedInventory(interval: .seconds(30))
        Self.ask(&carried, at: 0, nil)
        #expect(!carried.isDue(at: at(5)))
    }

    /// Neither a new connection nor another start of the server makes up for it.
    @Test func whatFailsIsAskedLaterAndLater() {
        var carried = CarriedInventory(interval: .seconds(30))
        Self.ask(&carried, at: 0)
        var now: Int64 = 30
        for distance: Int64 in [30, 60, 120, 240, 480, 960, 1920, 3600, 3600] {
            #expect(carried.isDue(at: at(now)))
            carried.asked(at: at(now))
            carried.ended(with: .timeout(phase: .query))
            carried.connectionBegan()
            var reading = Self.primary(nil)
            if distance > 30 { reading.startedAt = WallInstant(milliseconds: 9) }
            carried.carry(into: &reading)
            #expect(reading.inventory == (distance > 30 ? nil : Self.inventory))
            #expect(reading.inventoryFailure == .timeout(phase: .query))
            #expect(!carried.isDue(at: at(now + distance - 1)), "\(distance)")
            now += distance
        }
        Self.ask(&carried, at: now)
        var reading = Self.primary(nil)
        carried.carry(into: &reading)
        #expect(reading.inventory == Self.inventory && reading.inventoryFailure == nil)
        #expect(carried.isDue(at: at(now + 30)))
    }

    /// One poll that asked and was answered.
    private static func ask(
        _ carried: inout CarriedInventory, at now: Int64, _ answer: PostgresInventory? = inventory
    ) {
        carried.asked(at: at(now))
        carried.ended(with: nil)
        var reading = primary(answer)
        carried.carry(into: &reading)
    }

    private static func primary(_ inventory: PostgresInventory?) -> PostgresReading {
        var reading = PostgresReading.idlePrimary
        reading.inventory = inventory
        return reading
    }
}
