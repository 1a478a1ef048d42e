import ArgumentParser
import ReplmonCtl

/// `replmon ctl alerts`
struct AlertsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alerts", abstract: "List the alerts that are pending, firing or suppressed.",
        discussion: """
            Alerts that are silenced or acknowledged are listed too, and marked.

            Examples:
              replmon ctl alerts
              replmon ctl alerts --all                  also those that ended in the last 15 minutes
              replmon ctl alerts --json                 as Prometheus' own /api/v1/alerts
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Flag(help: "Also those that ended lately.")
    var all = false

    func run() async throws {
        let alerts = try await socket.ask { client throws(DaemonClientError) in
            try await client.alerts(includingResolved: all)
        }
        output.show(AlertsTable.render(alerts.document, style: output.style), bytes: alerts.bytes)
    }
}
