import Alerting
import Exposition
import ReplicationCore
import StatusAPI
import TestSupport
import Testing

@Suite struct MetricCatalogueTests {
    @Test func namesAreUniqueAndFollowTheConventions() {
        let rows = MetricCatalogue.rows
        #expect(Set(rows.map(\.name)).count == rows.count)
        for row in rows {
            #expect(row.name.hasPrefix("replmon_") || row.name.hasPrefix("process_"), "\(row.name)")
            #expect(row.name.hasSuffix("_total") == (row.type == .counter), "\(row.name)")
            #expect(row.name.hasSuffix("_info") == (row.type == .info), "\(row.name)")
            let stem = row.type == .counter ? String(row.name.dropLast("_total".count)) : row.name
            if let unit = row.unit { #expect(stem.hasSuffix("_" + unit.rawValue), "\(row.name)") }
            #expect(row.help.hasSuffix("."), "\(row.name)")
        }
    }

    @Test func everyFamilyIsOnThePageInTheOrderOfTheTable() {
        var snapshot = Samples.silentStandby()
        snapshot.clusters += Samples.healthy().clusters.map { cluster in
            var cluster = cluster
            cluster.view.name += "-2"
            return cluster
        }
        snapshot.clusters += Samples.snapshot([Samples.films()]).clusters
        let families = Samples.page(snapshot).split(separator: "\n").filter { $0.hasPrefix("# TYPE ") }
            .map { String($0.split(separator: " ")[2]) }
        #expect(families == MetricCatalogue.rows.map(\.name))
    }

    @Test(arguments: MetricsPage.Format.allCases)
    func samplesHaveTheLabelsOfTheTable(format: MetricsPage.Format) {
        for snapshot in [Samples.silentStandby(), Samples.healthy(), Samples.snapshot([Samples.films()])] {
            for sample in ParsedSample.all(of: Samples.page(snapshot, format)).compactMap(\.self) {
                let row = MetricCatalogue.rows.first { row in
                    ["", "_bucket", "_sum", "_count"].contains { row.name + $0 == sample.name }
                }
                #expect(sample.labelNames.filter { $0 != "le" } == row?.labels, "\(sample.name)")
            }
        }
    }
}
