/// The aims for the cost of replmon with a fleet of PostgreSQL clusters, and whether they are met.
enum FleetAims {
    /// Of the row of so many nodes, a measure and its limit, in the measure's own unit.
    private static let limits: [(nodes: Int, measure: FleetMeasure, limit: Double)] = [
        (10, .anonymousMemory, 8),
        (10, .shareOfExporter, 0.05),
        (1000, .missedSlots, 0),
        (1000, .processorShare, 25),
        (1000, .lateness99, 250),
        (1000, .halfMissedSlots, 0),
        (1000, .halfLateness99, 250),
        (1000, .threads, 32),
        (1000, .anonymousMemory, 96),
        (1000, .metrics99, 30),
        (1000, .status99, 50),
        (3000, .missedSlots, 0),
    ]

    /// CPU per poll with the many nodes, as a share of that with the few.
    private static let flat = (few: 10, many: 1000, limit: 1.2)
    /// CPU per poll, as a share of the other binary's.
    private static let cheaper = (nodes: 100, limit: 0.05)

    /// A line for each aim that the rows have values for.
    static func verdicts(on rows: [FleetRow]) -> [String] {
        let rows = rows.filter { $0.engine == .postgresql }
        let absolute = limits.compactMap { aim -> String? in
            guard let value = median(aim.measure, nodes: aim.nodes, rows) else { return nil }
            return verdict(
                "\(aim.nodes) nodes, \(aim.measure.title)", aim.measure.quantity(value),
                atMost: aim.measure.quantity(aim.limit))
        }
        return absolute + relative(rows)
    }

    private static func relative(_ rows: [FleetRow]) -> [String] {
        let title = FleetMeasure.processorTimePerPoll.title
        let growth = ratio(
            median(.processorTimePerPoll, nodes: flat.many, rows), median(.processorTimePerPoll, nodes: flat.few, rows))
        let share = ratio(
            median(.processorTimePerPoll, nodes: cheaper.nodes, rows),
            median(.processorTimePerPoll, nodes: cheaper.nodes, rows, of: .beside))
        return [
            growth.map { verdict("\(title), \(flat.many) nodes / \(flat.few) nodes", $0, atMost: number(flat.limit)) },
            share.map { verdict("\(title), \(cheaper.nodes) nodes / beside", $0, atMost: number(cheaper.limit)) },
        ].compactMap(\.self)
    }

    private static func verdict(_ what: String, _ value: Quantity, atMost limit: Quantity) -> String {
        "\(value.value <= limit.value ? "met   " : "MISSED")  \(what): \(value.text), aim ≤ \(limit.text)"
    }

    private static func ratio(_ first: Double?, _ second: Double?) -> Quantity? {
        guard let first, let second, second > 0 else { return nil }
        return number(first / second)
    }

    private static func number(_ value: Double) -> Quantity {
        Quantity(value, unit: "", decimals: 3)
    }

    private static func median(
        _ measure: FleetMeasure, nodes: Int, _ rows: [FleetRow], of role: FleetRun.Role = .tested
    ) -> Double? {
        rows.first { $0.nodes == nodes }?.spread(measure, of: role)?.median
    }
}
