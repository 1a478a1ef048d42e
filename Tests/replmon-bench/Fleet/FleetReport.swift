import FoundationEssentials

/// The rows of a fleet, as a table with the aims, or as JSON.
struct FleetReport {
    let rows: [FleetRow]

    /// One run in one line.
    static func line(_ run: FleetRun) -> String {
        FleetMeasure.allCases.compactMap { measure in
            run.values[measure].map { "\(measure.title) \(measure.quantity($0).text)" }
        }.joined(separator: ", ")
    }

    /// Medians, from the least to the most where there was more than one run, and the ratio of the two medians.
    var text: String {
        let heading = ["fleet", "measure", "median", "spread", "beside", "spread", "ratio"]
        let table = TextTable([heading] + rows.flatMap(Self.lines), rightAligned: [2, 3, 4, 5, 6])
        return (table.lines + [""] + FleetAims.verdicts(on: rows)).joined(separator: "\n") + "\n"
    }

    private static func lines(of row: FleetRow) -> [[String]] {
        let measures = FleetMeasure.allCases.filter { measure in row.runs.contains { $0.values[measure] != nil } }
        return measures.enumerated().map { index, measure in
            let (tested, beside) = (row.spread(measure, of: .tested), row.spread(measure, of: .beside))
            return [index == 0 ? row.subject : "", measure.title] + cells(measure, tested) + cells(measure, beside)
                + [ratio(tested, beside)]
        }
    }

    private static func cells(_ measure: FleetMeasure, _ spread: Spread?) -> [String] {
        guard let spread else { return ["", ""] }
        let ends = [spread.least, spread.most].map { measure.quantity($0).text }
        return [measure.quantity(spread.median).text, spread.least < spread.most ? ends.joined(separator: " to ") : ""]
    }

    private static func ratio(_ tested: Spread?, _ beside: Spread?) -> String {
        guard let tested, let beside, beside.median > 0 else { return "" }
        return Quantity(tested.median / beside.median, unit: "", decimals: 3).text
    }

    // MARK: JSON

    /// All runs with their raw values, in one line.
    var json: String {
        get throws {
            let document = Document(rows: rows.map(Document.Row.init))
            let encoder = JSONEncoder()
            encoder.outputFormatting = .sortedKeys
            return String(decoding: try encoder.encode(document), as: UTF8.self) + "\n"
        }
    }

    private struct Document: Encodable {
        let rows: [Row]

        struct Row: Encodable {
            let engine: String
            let clusters: Int
            let nodes: Int
            let hasStandIns: Bool
            let runs: [Run]

            init(_ row: FleetRow) {
                (engine, clusters, nodes) = (row.engine.rawValue, row.clusters, row.nodes)
                hasStandIns = row.hasStandIns
                runs = row.runs.map(Run.init)
            }

            private enum CodingKeys: String, CodingKey {
                case engine, clusters, nodes, runs
                case hasStandIns = "stand_ins"
            }
        }

        struct Run: Encodable {
            let binary: String
            let number: Int
            let values: [String: Double]

            init(_ run: FleetRun) {
                (binary, number) = (run.role.rawValue, run.number)
                let pairs = run.values.map { ($0.key.rawValue, $0.value) }
                values = Dictionary(pairs, uniquingKeysWith: { first, _ in first })
            }
        }
    }
}
