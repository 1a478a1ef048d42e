import ArgumentParser

/// Numbers of clusters, as an option takes them: `5,50,500`. A 0 stands for no row.
struct ClusterCounts: ExpressibleByArgument {
    /// The most clusters that have addresses in both halves of 127.0.0.0/8 and ports to connect from.
    static let most = 10_000

    /// Without the zeros.
    let numbers: [Int]

    init(_ numbers: [Int]) {
        self.numbers = numbers
    }

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
        let numbers = parts.compactMap(\.self)
        guard numbers.count == parts.count, numbers.allSatisfy({ (0...Self.most).contains($0) }) else { return nil }
        self.numbers = numbers.filter { $0 > 0 }
    }

    var defaultValueDescription: String {
        numbers.map(String.init).joined(separator: ",")
    }
}
