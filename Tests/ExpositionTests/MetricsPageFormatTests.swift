import Exposition
import Testing

@Suite struct MetricsPageFormatTests {
    private static let prometheus2 =
        "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
        + "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
    private static let prometheus3 =
        "application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,"
        + "application/openmetrics-text;version=0.0.1;q=0.5,text/plain;version=1.0.0;escaping=allow-utf-8;q=0.4,"
        + "text/plain;version=0.0.4;q=0.3,*/*;q=0.2"

    @Test(arguments: [
        prometheus2, prometheus3, "application/openmetrics-text", "Application/OpenMetrics-Text; Version=\"1.0.0\"",
        "text/plain;q=0.4 , application/openmetrics-text ; version=1.0.0 ; q=0.5",
        "application/openmetrics-text,text/plain", "*/*;q=0.1, application/openmetrics-text;q=0.2",
    ])
    func openMetricsWhenPreferred(accept: String) {
        #expect(MetricsPage.Format.negotiate(accept: accept) == .openMetrics)
    }

    @Test(arguments: [
        nil, "", "*/*", "text/html,application/xhtml+xml,*/*;q=0.8", "text/plain", "text/plain;version=0.0.4",
        "application/json", "application/*", "text/plain,application/openmetrics-text",
        "application/openmetrics-text;version=0.0.1", "application/openmetrics-text;version=2.0.0",
        "application/openmetrics-text;q=0", "application/openmetrics-text;q=0.3,text/plain;q=0.4",
        "application/openmetrics-text;q=nan", "application/openmetrics-text;q=7", "application/openmetrics-text;q=-1",
        ",;,;=;", "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited",
    ])
    func textOtherwise(accept: String?) {
        #expect(MetricsPage.Format.negotiate(accept: accept) == .prometheusText)
    }

    @Test func contentTypesAreThoseThatPrometheusKnows() {
        #expect(MetricsPage.Format.prometheusText.contentType == "text/plain; version=0.0.4; charset=utf-8")
        #expect(
            MetricsPage.Format.openMetrics.contentType == "application/openmetrics-text; version=1.0.0; charset=utf-8")
    }
}
