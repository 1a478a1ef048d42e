import ArgumentParser
import ReplicationCore
import ReplmonCtl
import StatusAPI

/// `replmon ctl status`
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show every cluster, node and link, with the verdict and its reasons.",
        discussion: """
            `?` stands for a value that is not known, `-` for one that does not apply; neither is ever shown as 0. \
            A lag with `↑` is growing, with `↓` shrinking, at the rates of the last minute.

            Exit status: 0 ok, 1 warning, 2 critical, 3 unknown or daemon not reached; 130 when --watch is ended by \
            Ctrl-C.

            Examples:
              replmon ctl status                        all clusters
              replmon ctl status orders --json          one of them, for a program
              replmon ctl status --watch                a screen that is drawn anew every 2 s
              replmon ctl status --watch=10s > log      a block every 10 s
              replmon ctl status --watch --json         one JSON document a line
            """)

    @OptionGroup var socket: SocketOption
    @OptionGroup var output: OutputOptions
    @Option(
        defaultAsFlag: "2s", parsing: .next,
        help: ArgumentHelp("Repeat at this interval until Ctrl-C.", valueName: "interval"))
    var watch: String?
    @Argument(help: "Only this cluster.", completion: .daemonNames(.cluster))
    var cluster: String?

    /// The argument of `--watch` is an interval, or else the cluster.
    private var watched: (interval: Duration, cluster: String?) {
        guard let interval = watch.flatMap({ Duration(text: $0) }) else { return (.seconds(2), cluster ?? watch) }
        return (interval, cluster)
    }

    func validate() throws {
        guard let watch else { return }
        if let interval = Duration(text: watch) {
            let limits = Duration.milliseconds(100) ... .seconds(86_400)
            guard limits.contains(interval) else { throw ValidationError("--watch takes from 100ms to 1d") }
        } else if cluster != nil {
            throw ValidationError("\(watch.oneLine) is no interval; write --watch=2s")
        }
    }

    func run() async throws {
        if watch != nil {
            let (interval, cluster) = watched
            return try await StatusWatch(socket: socket.path, output: output, cluster: cluster, interval: interval)
                .run()
        }
        let status = try await socket.ask { client throws(DaemonClientError) in try await client.status() }
        try output.require(cluster, in: status.document)
        try output.show(status.document, bytes: status.bytes, cluster: cluster)
    }
}
