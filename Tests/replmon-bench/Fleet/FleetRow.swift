/// One size of a fleet, and all that was measured of it.
struct FleetRow {
    /// The servers of its clusters.
    enum Engine: String {
        case postgresql = "PostgreSQL"
        case mongodb = "MongoDB"
    }

    let engine: Engine
    let clusters: Int
    /// Whether stand-ins for the real servers answer.
    var hasStandIns = false
    var runs: [FleetRun] = []

    /// A primary and a standby, or two members with data and an arbiter.
    var nodesPerCluster: Int {
        switch engine {
        case .postgresql: 2
        case .mongodb: 3
        }
    }

    var nodes: Int { clusters * nodesPerCluster }

    var subject: String {
        switch engine {
        case .postgresql: "\(clusters) PostgreSQL clusters, \(nodes) nodes\(hasStandIns ? ", stand-ins" : "")"
        case .mongodb: "\(clusters) replica sets, \(nodes) nodes"
        }
    }

    /// All values of a measure, in the order of the runs; none where it was not measured.
    func values(_ measure: FleetMeasure, of role: FleetRun.Role) -> [Double] {
        runs.filter { $0.role == role }.compactMap { $0.values[measure] }
    }

    func spread(_ measure: FleetMeasure, of role: FleetRun.Role) -> Spread? {
        Spread(values(measure, of: role))
    }
}

/// One binary, measured once.
struct FleetRun {
    enum Role: String {
        case tested
        case beside
    }

    let role: Role
    /// From 1.
    let number: Int
    var values: [FleetMeasure: Double]
}

/// The middle and the ends of some numbers.
struct Spread {
    let median: Double
    let least: Double
    let most: Double

    /// `nil` without a number.
    init?(_ numbers: [Double]) {
        let sorted = numbers.sorted()
        guard let least = sorted.first, let most = sorted.last else { return nil }
        (self.least, self.most) = (least, most)
        median = (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }

    /// The number that `share` of these do not exceed (nearest rank); `nil` without one.
    static func percentile(_ share: Double, of numbers: [Double]) -> Double? {
        let sorted = numbers.sorted()
        let rank = Int((Double(sorted.count) * share).rounded(.up))
        return sorted.isEmpty ? nil : sorted[max(0, min(rank, sorted.count) - 1)]
    }
}
