import StatusAPI
import TestSupport
import Testing

@Suite struct AlertsDocumentTests {
    @Test func hasTheShapeOfPrometheusAndSurvivesItsJSON() throws {
        let json = AlertsDocument(Samples.silentStandby()).json()
        let document = try AlertsDocument(json: json)
        #expect(String(decoding: json, as: UTF8.self).contains("\"activeAt\":\"2026-01-02T03:04:05.678Z\""))
        let alert = try #require(document.data.alerts.first)
        #expect(document.status == "success")
        #expect(
            alert.labels == [
                "alertname": "PostgresNodeDown", "severity": "critical", "cluster": "orders", "node": "db-b",
            ])
        #expect(alert.state == "firing")
        #expect(alert.annotations["action"]?.isEmpty == false)
    }
}
