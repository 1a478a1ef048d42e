import Testing

@testable import History

struct HistoryMachineSimulationTests {
    @Test("Whatever fails and when, every event waits or is on disk, and once the disk works everything is on it")
    func faults() {
        var (cleanSaves, lateRestores) = (0, 0)
        for seed in 0..<UInt64(300) {
            var simulation = HistorySimulation(seed: seed)
            simulation.run(steps: 200)
            cleanSaves += simulation.cleanSaves
            lateRestores += simulation.lateRestores
        }
        #expect(cleanSaves > 300 && lateRestores > 20, "\(cleanSaves) clean saves, \(lateRestores) late restores")
    }
}
